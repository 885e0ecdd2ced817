#pragma once

#include <QObject>
#include <QPointer>
#include <QRect>
#include <list>
#include <memory>
#include <optional>

#include "core/image/display_lut.h"
#include "widgets/view/map_source.h"
#include "widgets/view/shown_result.h"
#include "widgets/view/value_map.h"

namespace trabecula::widgets {

class JobHandle;
class JobRunner;

/// The maps of the open image: each is computed by a job when first asked for, kept while there is room, and
/// its job is cancelled when nothing shown can want it any more. UI thread only.
class MapStore : public QObject {
  Q_OBJECT

 public:
  /// Whose maps: one frame of an image and the one or two results shown of it.
  struct Subject {
    ImagePtr image;
    int frame = 0;
    ResultPtr a;
    ResultPtr b;
  };

  explicit MapStore(JobRunner& runner, QObject* parent = nullptr);

  void setSubject(const Subject& subject);

  /// Null while it is computed (changed() follows), or where there is none: then problem() says why.
  ValueMapPtr map(const MapSource& source);
  /// The same without asking for it: null where it is not computed yet.
  ValueMapPtr known(const MapSource& source) const;
  /// The difference as seen through `display`. While a new window is worked out, the map of the one before;
  /// each `asker` has its own.
  ValueMapPtr displayDifference(Compared of, const core::DisplaySettings& display, const void* asker);
  /// One line, or empty. `asker` as in displayDifference(); of no matter for other maps.
  QString problem(const MapSource& source, const void* asker = nullptr) const;
  /// 0..1 of the job that computes it; 0 where none runs.
  double progress(const MapSource& source, const void* asker = nullptr) const;
  /// Titles of the prediction residuals known so far, a stream each.
  QStringList streamTitles(Compared of) const;
  /// Statistics under a region; nothing while they are computed (changed() follows).
  std::optional<core::ResidualStatistics> regionStatistics(const ValueMapPtr& map, const QRect& region);

  /// Bytes that maps nobody shows may take; those shown are always kept.
  void setSpareBytes(std::size_t bytes) { spareBytes_ = bytes; }

 Q_SIGNALS:
  /// A map, a problem or statistics arrived.
  void changed();
  void progressed();

 private:
  enum class Kind { Reconstruction, Analysis, DisplayDifference };
  struct Key {
    Kind kind = Kind::Reconstruction;
    ImagePtr image;
    int frame = 0;
    ResultPtr first;   ///< null: the original itself
    ResultPtr second;  ///< for A minus B
    const void* asker = nullptr;
    bool operator==(const Key&) const = default;
  };
  struct Maps {
    std::vector<ValueMapPtr> streams;  ///< or the only map
    ValueMapPtr bitCost;
  };
  struct Entry {
    Key key;
    Maps maps;
    QString problem;
    QPointer<JobHandle> job;
    bool isWaiting = false;  ///< for its turn
    bool isRunning = false;
    core::DisplaySettings display;  ///< of the maps; DisplayDifference only
    core::DisplaySettings wanted;
    bool hasMaps() const { return !maps.streams.empty(); }
  };
  struct RegionEntry {
    std::weak_ptr<const ValueMap> map;
    QRect region;
    std::optional<core::ResidualStatistics> statistics;
    QPointer<JobHandle> job;
  };

  Key keyOf(const MapSource& source, const void* asker = nullptr) const;
  bool isWanted(const Key& key) const;
  Entry* find(const Key& key);
  const Entry* find(const Key& key) const;
  Entry& demand(const Key& key);
  void start(Entry& entry);
  void startNextAnalysis();
  void arrived(const Key& key, Maps maps, const core::DisplaySettings& display);
  void trim();

  JobRunner& runner_;
  Subject subject_;
  std::list<Entry> entries_;  ///< most recently used first
  std::list<RegionEntry> regions_;
  std::size_t spareBytes_ = std::size_t{256} << 20U;
};

}  // namespace trabecula::widgets
