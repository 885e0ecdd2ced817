#include "app/reproduce/records.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "core/support/error.h"

namespace trabecula::app::reproduce {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw core::Error(core::ErrorCategory::InvalidArgument, text);
}

/// The whole of `text` as a number; 0 where it is none.
int positiveNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

std::string shardText(const Shard& shard) {
  return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

/// What two plans differ in, for a message.
std::string difference(const Plan& a, const Plan& b) {
  if (a.paper != b.paper) return "another paper";
  if (a.version != b.version) return "another version of the program";
  if (a.images != b.images) return "other images";
  return "other codecs";
}

}  // namespace

Shard parseShard(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string_view view = text;
  Shard shard{positiveNumber(view.substr(0, slash)),
              slash == std::string::npos ? 0 : positiveNumber(view.substr(slash + 1))};
  if (shard.index < 1 || shard.count < 1 || shard.index > shard.count) {
    refuse("--shard " + text + ": write i/n with i from 1 to n");
  }
  return shard;
}

bool isFirstOfSet(const Plan& plan, std::size_t index) {
  const auto end = plan.images.begin() + static_cast<std::ptrdiff_t>(index);
  return std::none_of(plan.images.begin(), end,
                      [&](const PlannedImage& image) { return image.set == plan.images[index].set; });
}

std::vector<std::string> setsOf(const Plan& plan) {
  std::set<std::string> sets;
  for (const PlannedImage& image : plan.images) sets.insert(image.set);
  return {sets.begin(), sets.end()};
}

const CodedRecord* codedOf(const ImageRecord& record, const std::string& setting) {
  const auto found = std::ranges::find(record.coded, setting, &CodedRecord::setting);
  return found == record.coded.end() ? nullptr : &*found;
}

Run mergeShards(std::vector<Run> shards, const std::vector<std::string>& names) {
  if (shards.empty()) refuse("--merge: name the folders of the shards");
  const int count = shards.front().shard.count;
  std::vector<std::string> owner(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const Run& run = shards[i];
    if (run.plan != shards.front().plan)
      refuse(names[i] + ": has " + difference(run.plan, shards.front().plan) + " than " + names.front());
    if (run.shard.count != count)
      refuse(names[i] + ": is shard " + shardText(run.shard) + ", but " + names.front() + " is shard " +
             shardText(shards.front().shard));
    std::string& first = owner[static_cast<std::size_t>(run.shard.index - 1)];
    if (!first.empty()) refuse(names[i] + ": is shard " + shardText(run.shard) + ", as " + first + " is");
    first = names[i];
  }
  for (int index = 1; index <= count; ++index) {
    if (owner[static_cast<std::size_t>(index - 1)].empty())
      refuse("--merge: shard " + shardText({index, count}) + " is missing");
  }
  Run merged{.plan = shards.front().plan, .shard = {}, .records = {}};
  for (Run& run : shards) std::ranges::move(run.records, std::back_inserter(merged.records));
  std::ranges::sort(merged.records, {}, &ImageRecord::index);
  return merged;
}

}  // namespace trabecula::app::reproduce
