#include "widgets/view/map_store.h"

#include <QCoreApplication>
#include <algorithm>
#include <cassert>

#include "core/archive/sample_adaptation.h"
#include "core/codec/registry.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/view/map_jobs.h"

namespace trabecula::widgets {
namespace {

std::size_t bytesOf(const ValueMapPtr& map) {
  return map ? map->map->values.size() * sizeof(std::int32_t) : 0;
}

}  // namespace

MapStore::MapStore(JobRunner& runner, QObject* parent) : QObject(parent), runner_(runner) {}

void MapStore::setSubject(const Subject& subject) {
  const bool isOtherImage = subject.image != subject_.image;
  subject_ = subject;
  std::list<Entry> gone;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (isOtherImage || (!entry->hasMaps() && !isWanted(entry->key)))
      gone.splice(gone.end(), entries_, entry);
    entry = next;
  }
  std::list<RegionEntry> goneRegions;
  if (isOtherImage) goneRegions.swap(regions_);
  trim();
  // Whoever hears of the cancelled jobs finds this store in order.
  for (const Entry& entry : gone)
    if (entry.job) entry.job->cancel();
  for (const RegionEntry& entry : goneRegions)
    if (entry.job) entry.job->cancel();
  startNextAnalysis();
}

MapStore::Key MapStore::keyOf(const MapSource& source, const void* asker) const {
  Key key{.kind = Kind::Analysis,
          .image = subject_.image,
          .frame = subject_.frame,
          .first = subject_.a,
          .second = {},
          .asker = {}};
  if (source.kind == MapKind::Reconstruction || source.kind == MapKind::DisplayDifference) {
    key.kind = source.kind == MapKind::Reconstruction ? Kind::Reconstruction : Kind::DisplayDifference;
    if (source.of == Compared::Both) key.second = subject_.b;
  }
  // Only what is seen through a window depends on whose window it is.
  if (key.kind == Kind::DisplayDifference) key.asker = asker;
  if (source.of == Compared::B) key.first = subject_.b;
  return key;
}

/// Whether something shown now can ask for it.
bool MapStore::isWanted(const Key& key) const {
  const auto isShown = [this](const ResultPtr& result) {
    return !result || result == subject_.a || result == subject_.b;
  };
  return key.image == subject_.image && key.frame == subject_.frame && isShown(key.first) &&
         isShown(key.second);
}

const MapStore::Entry* MapStore::find(const Key& key) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries_.end() ? nullptr : &*found;
}

MapStore::Entry* MapStore::find(const Key& key) {
  return const_cast<Entry*>(std::as_const(*this).find(key));
}

/// The entry of this key, made where there is none, as the one used last.
MapStore::Entry& MapStore::demand(const Key& key) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
  if (found == entries_.end())
    entries_.push_front({.key = key, .maps = {}, .problem = {}, .job = {}, .display = {}, .wanted = {}});
  else
    entries_.splice(entries_.begin(), entries_, found);
  return entries_.front();
}

ValueMapPtr MapStore::map(const MapSource& source) {
  if (!subject_.image) return nullptr;
  const Key key = keyOf(source);
  if (key.kind == Kind::Reconstruction && (!key.first || (source.of == Compared::Both && !key.second)))
    return nullptr;
  if (Entry& entry = demand(key); !entry.hasMaps() && entry.problem.isEmpty() && !entry.isRunning) {
    if (key.kind == Kind::Analysis) {
      entry.isWaiting = true;
      startNextAnalysis();
    } else {
      start(entry);
    }
  }
  // A synchronous runner has delivered already, through here again.
  return known(source);
}

ValueMapPtr MapStore::known(const MapSource& source) const {
  const Entry* entry = find(keyOf(source));
  if (!entry || !entry->hasMaps()) return nullptr;
  if (source.kind == MapKind::BitCost) return entry->maps.bitCost;
  const auto stream = static_cast<std::size_t>(std::max(0, source.stream));
  return entry->maps.streams[std::min(stream, entry->maps.streams.size() - 1)];
}

ValueMapPtr MapStore::displayDifference(Compared of, const core::DisplaySettings& display,
                                        const void* asker) {
  const Key key = keyOf({.kind = MapKind::DisplayDifference, .of = of, .stream = 0}, asker);
  if (!subject_.image || !key.first || (of == Compared::Both && !key.second)) return nullptr;
  Entry& entry = demand(key);
  // What failed through one window may go well through another.
  if (entry.wanted != display) entry.problem.clear();
  entry.wanted = display;
  // A running job is not stopped for each step of a drag, or nothing would be seen before its end.
  if (!entry.isRunning && (!entry.hasMaps() || entry.display != display) && entry.problem.isEmpty())
    start(entry);
  const Entry* now = find(key);
  return now && now->hasMaps() ? now->maps.streams.front() : nullptr;
}

void MapStore::start(Entry& entry) {
  entry.isWaiting = false;
  entry.isRunning = true;
  const Key key = entry.key;
  const core::DisplaySettings display = entry.wanted;
  const auto fail = [this, key, display](const core::Error& error) {
    if (Entry* now = find(key)) {
      now->isRunning = false;
      // The window has moved on meanwhile: what failed is not what is asked for now.
      if (key.kind == Kind::DisplayDifference && now->wanted != display) {
        start(*now);
      } else {
        now->maps = {};
        now->problem = QString::fromUtf8(error.what());
      }
    }
    startNextAnalysis();
    Q_EMIT changed();
  };
  const auto run = [&](const QString& title, auto work) {
    JobHandle* job = runner_.start(
        title, std::move(work), this,
        [this, key, display](Maps maps) { arrived(key, std::move(maps), display); }, fail);
    // A synchronous runner is through by now, and the entry may be gone.
    if (Entry* now = find(key); now && now->isRunning) {
      now->job = job;
      connect(job, &JobHandle::changed, this, &MapStore::progressed);
    }
  };
  const ImagePtr& image = key.image;
  switch (key.kind) {
    case Kind::Reconstruction:
      run(tr("Residual"), [image, key](core::JobContext& context) {
        return Maps{{residualMap(*image, key.first, key.second, key.frame, context)}, nullptr};
      });
      return;
    case Kind::DisplayDifference:
      run(tr("Difference as displayed"), [image, key, display](core::JobContext& context) {
        return Maps{{displayDifferenceMap(*image, key.first, key.second, key.frame, display, context)},
                    nullptr};
      });
      return;
    case Kind::Analysis:
      run(tr("Prediction residual"), [image, key](core::JobContext& context) {
        AnalysisMaps maps = analysisMaps(*image, key.first, key.frame, context);
        return Maps{std::move(maps.streams), std::move(maps.bitCost)};
      });
      return;
  }
}

/// One analysis at a time: a learned codec takes all cores for seconds, and opening the next image must not
/// wait for two of them.
void MapStore::startNextAnalysis() {
  const auto isAnalysing = [](const Entry& entry) {
    return entry.key.kind == Kind::Analysis && entry.isRunning;
  };
  if (std::any_of(entries_.begin(), entries_.end(), isAnalysing)) return;
  const auto next =
      std::find_if(entries_.rbegin(), entries_.rend(), [](const Entry& entry) { return entry.isWaiting; });
  if (next != entries_.rend()) start(*next);
}

void MapStore::arrived(const Key& key, Maps maps, const core::DisplaySettings& display) {
  Entry* entry = find(key);
  if (!entry) return;  // void since
  entry->isRunning = false;
  entry->maps = std::move(maps);
  entry->display = display;
  if (key.kind == Kind::DisplayDifference && entry->wanted != display) start(*entry);
  startNextAnalysis();
  trim();
  Q_EMIT changed();
}

/// Lets go of the maps that were used longest ago and that nobody else holds.
void MapStore::trim() {
  std::size_t spare = 0;
  entries_.remove_if([&](const Entry& entry) {
    if (!entry.hasMaps() || entry.isRunning) return false;
    std::size_t bytes = bytesOf(entry.maps.bitCost);
    bool isHeld = entry.maps.bitCost.use_count() > 1;
    for (const ValueMapPtr& map : entry.maps.streams) {
      bytes += bytesOf(map);
      isHeld = isHeld || map.use_count() > 1;
    }
    if (isHeld) return false;
    // What belongs to a window that has passed is never asked for again.
    if (entry.key.kind == Kind::DisplayDifference && !isWanted(entry.key)) return true;
    spare += bytes;
    return spare > spareBytes_;
  });
}

QString MapStore::problem(const MapSource& source, const void* asker) const {
  const Entry* entry = find(keyOf(source, asker));
  if (!entry) return {};
  if (entry->hasMaps() && source.kind == MapKind::BitCost && !entry->maps.bitCost)
    return tr("This codec does not say what each pixel costs.");
  return entry->problem;
}

double MapStore::progress(const MapSource& source, const void* asker) const {
  const Entry* entry = find(keyOf(source, asker));
  return entry && entry->job ? entry->job->progress() : 0;
}

QStringList MapStore::streamTitles(Compared of) const {
  QStringList titles;
  const Entry* entry = find(keyOf({.kind = MapKind::Prediction, .of = of, .stream = 0}));
  if (!entry) return titles;
  for (const ValueMapPtr& map : entry->maps.streams) titles << map->title;
  return titles;
}

std::optional<core::ResidualStatistics> MapStore::regionStatistics(const ValueMapPtr& map,
                                                                   const QRect& region) {
  if (!map) return std::nullopt;
  if (region.isEmpty()) return map->statistics;
  regions_.remove_if([](const RegionEntry& entry) { return entry.map.expired(); });
  const auto isAsked = [map, region](const RegionEntry& entry) {
    return entry.map.lock() == map && entry.region == region;
  };
  auto found = std::find_if(regions_.begin(), regions_.end(), isAsked);
  if (found != regions_.end()) return found->statistics;
  // A region is asked for until the next one is drawn.
  QPointer<JobHandle> former;
  regions_.remove_if([&](const RegionEntry& entry) {
    if (entry.map.lock() != map) return false;
    former = entry.job;
    return true;
  });
  regions_.push_back({.map = map, .region = region, .statistics = {}, .job = {}});
  if (former) former->cancel();
  JobHandle* job = runner_.start(
      tr("Statistics"), [map, region](core::JobContext&) { return statisticsOf(*map, region); }, this,
      [this, isAsked](const core::ResidualStatistics& statistics) {
        const auto entry = std::find_if(regions_.begin(), regions_.end(), isAsked);
        if (entry == regions_.end()) return;
        entry->statistics = statistics;
        Q_EMIT changed();
      });
  found = std::find_if(regions_.begin(), regions_.end(), isAsked);
  if (found == regions_.end()) return std::nullopt;
  if (job->isActive()) found->job = job;
  return found->statistics;
}

}  // namespace trabecula::widgets
