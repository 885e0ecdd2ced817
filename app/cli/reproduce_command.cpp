#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/bench_sets.h"
#include "app/cli/commands.h"
#include "app/cli/image_list.h"
#include "app/cli/report.h"
#include "app/common/temporary_folder.h"
#include "app/reproduce/measure.h"
#include "app/reproduce/output.h"
#include "app/reproduce/records_file.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;
using namespace reproduce;

struct Options {
  std::string paper;
  std::string data;
  std::string output;
  std::vector<std::string> codecs;
  std::string lambdaFile;
  std::string shard;
  std::vector<std::string> merge;
  int jobs = 0;
};

[[noreturn]] void refuse(const std::string& text) {
  throw core::Error(core::ErrorCategory::InvalidArgument, text);
}

/// What a run of this paper has to do on these images.
Plan planOf(const Options& options, const Paper& paper, const std::vector<fs::path>& images,
            const std::vector<Contestant>& contestants) {
  Plan plan{.paper = paper.key, .version = TRABECULA_VERSION, .images = {}, .settings = {}};
  for (const fs::path& image : images)
    plan.images.push_back(
        {image.lexically_relative(options.data).generic_string(), setOf(image, {options.data})});
  for (const Contestant& contestant : contestants) plan.settings.push_back(contestant.setting);
  return plan;
}

void reportFailures(Session& session, const Plan& plan, const ImageRecord& record) {
  const std::string& name = plan.images[record.index].name;
  if (!record.error.empty()) session.fail(name, record.error);
  for (const CodedRecord& coded : record.coded)
    if (!coded.error.empty()) session.fail(name, coded.setting + ": " + coded.error);
}

Run measure(const Options& options, const Paper& paper, Session& session, const Report& report) {
  const std::vector<Contestant> contestants = contestantsOf(paper, options.codecs);
  std::error_code status;
  if (!fs::is_directory(options.data, status)) refuse(options.data + ": is no folder");
  if (fs::equivalent(options.data, options.output, status))
    refuse(options.output + ": is the folder of the images");
  const std::vector<fs::path> images = listImages(session, {options.data});
  Run run{.plan = planOf(options, paper, images, contestants), .shard = {}, .records = {}};
  if (images.empty()) return run;
  if (!options.shard.empty()) run.shard = parseShard(options.shard);
  const TemporaryFolder scratch("reproduce");
  const Measuring measuring{&paper, &contestants, scratch.path()};
  const core::JobContext context = session.context();
  const int jobs = options.jobs > 0 ? options.jobs : context.threads();
  run.records = measureImages(measuring, run.plan, run.shard, images, jobs, context,
                              [&](std::size_t done, std::size_t of, const ImageRecord& record) {
                                report.line(std::to_string(done) + "/" + std::to_string(of) + " " +
                                            run.plan.images[record.index].name);
                                reportFailures(session, run.plan, record);
                              });
  return run;
}

Run merge(const Options& options) {
  std::vector<Run> shards;
  for (const std::string& folder : options.merge) shards.push_back(readRun(folder));
  return mergeShards(std::move(shards), options.merge);
}

void requireSense(const Options& options) {
  if (!options.merge.empty()) {
    const bool measures =
        !options.paper.empty() || !options.data.empty() || !options.codecs.empty() || !options.shard.empty();
    if (measures) refuse("--merge: goes with -o and --lambda-csv alone, the rest is in the shards");
    return;
  }
  if (options.paper.empty()) refuse("--paper is missing: write dslc or lfc");
  if (options.data.empty()) refuse("--data is missing: the folder of the images");
}

void run(const Options& options, Session& session) {
  requireSense(options);
  Report report(session.json);
  Results results;
  if (!options.lambdaFile.empty()) results.lambdaSweep = readLambdaSweep(options.lambdaFile);
  if (options.merge.empty()) {
    results.paper = paperOf(options.paper);
    results.run = measure(options, results.paper, session, report);
    if (results.run.plan.images.empty()) return report.finish();
  } else {
    results.run = merge(options);
    results.paper = paperOf(results.run.plan.paper);
    for (const ImageRecord& record : results.run.records) reportFailures(session, results.run.plan, record);
  }
  const int files = writeResults(results, options.output);
  const bool isShard = results.run.shard.count > 1;
  report.add({{"paper", results.paper.key},
              {"images", results.run.records.size()},
              {"codecs", results.run.plan.settings.size()},
              {"files", files},
              {"page", isShard ? Json() : Json((fs::path(options.output) / "index.html").string())}});
  report.line(isShard ? options.output + ": a shard; --merge makes the tables of all of them"
                      : (fs::path(options.output) / "index.html").string() + " and " +
                            std::to_string(files - 1) + " more files");
  report.finish();
}

constexpr const char* details =
    "Writes index.html, CSV tables, SVG pictures and records.json into OUT. DIR has a folder for each set "
    "of images; one that is called like a data set of the paper stands beside it. Codecs of the paper that "
    "are "
    "not here are listed as missing. Times are in files of their own; all else is the same in every run.\n\n"
    "In parts, on one machine or many (packaging/reproduce.sbatch is the same for Slurm):\n"
    "  parallel trabecula-cli reproduce --paper lfc --data DIR --jobs 1 --shard {}/8 -o part{} ::: $(seq 8)\n"
    "  trabecula-cli reproduce --merge part1 part2 part3 part4 part5 part6 part7 part8 -o OUT\n\n"
    "A job needs about 200 bytes a pixel of its largest image for dslc, less for lfc.";

}  // namespace

void addReproduceCommand(CLI::App& program, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = addCommand(program, session, "reproduce",
                                 "The tables and figures of the two papers, measured again", details);
  command->add_option("--paper", options->paper, "dslc (DSLC-Net) or lfc (LFC-UNet)");
  command->add_option("--data", options->data, "Folder of the images, a folder below it for each set");
  command->add_option("-o,--output", options->output, "Folder for the results")->required();
  command
      ->add_option("-c,--codecs", options->codecs,
                   "Codecs separated by commas: ids, or id:name=value:... (default: all). For dslc the lossy "
                   "modes of these are measured too, or the lossy ones named here")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("-j,--jobs", options->jobs, "Images at a time (default: one for each core)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--shard", options->shard, "i/n: only every n-th image, from the i-th on");
  command->add_option("--merge", options->merge, "Folders of all shards of one run: make its tables");
  command->add_option("--lambda-csv", options->lambdaFile,
                      "For Figure 7 of dslc: a CSV with columns lambda, total, residual, lossy");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace trabecula::app
