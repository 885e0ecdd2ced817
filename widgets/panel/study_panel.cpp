#include "widgets/panel/study_panel.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "core/image/window_level.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"
#include "widgets/view/camera.h"
#include "widgets/view/pane_content.h"
#include "widgets/view/patient_text.h"

namespace trabecula::widgets {
namespace {

constexpr int thumbnailSide = 56;
constexpr int pathRole = Qt::UserRole;
constexpr int stateRole = Qt::UserRole + 1;    ///< true once the thumbnail was asked for
constexpr int patientRole = Qt::UserRole + 2;  ///< the item's text with the patient
constexpr int publicRole = Qt::UserRole + 3;   ///< and without
constexpr int patientTipRole = Qt::UserRole + 4;
constexpr int publicTipRole = Qt::UserRole + 5;

QString toQString(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

std::filesystem::path pathOf(const QTreeWidgetItem* item) {
  return item ? std::filesystem::path(item->data(0, pathRole).toString().toStdString())
              : std::filesystem::path();
}

QString readableDate(const std::string& dicomDate) {
  QString text = QString::fromStdString(dicomDate);
  if (text.size() != 8) return text;
  return QStringLiteral("%1-%2-%3").arg(text.left(4), text.mid(4, 2), text.right(2));
}

/// What makes two lists' studies the same: the identifier, or the folder of files that have none.
std::string keyOf(const core::Study& study) {
  if (!study.uid.empty()) return study.uid;
  const std::filesystem::path folder = study.series.front().images.front().path.parent_path();
  // No identifier begins like that.
  return std::string(1, '\n').append(folder.string());
}

void mergeImages(core::Series& listed, const core::Series& more) {
  for (const core::ImageEntry& entry : more.images) {
    const auto same = std::ranges::find(listed.images, entry.path, &core::ImageEntry::path);
    if (same == listed.images.end())
      listed.images.push_back(entry);
    else
      *same = entry;
  }
  std::ranges::sort(listed.images, {}, [](const core::ImageEntry& entry) {
    return std::pair(entry.attributes.instanceNumber, entry.path);
  });
}

void mergeStudy(core::Study& listed, const core::Study& more) {
  for (const core::Series& series : more.series) {
    const auto same = std::ranges::find(listed.series, series.uid, &core::Series::uid);
    if (same == listed.series.end())
      listed.series.push_back(series);
    else
      mergeImages(*same, series);
  }
  std::ranges::stable_sort(listed.series, {}, &core::Series::number);
}

/// Air above every study but the first, so that the eye finds where one ends.
int gapAbove(const QModelIndex& index) {
  constexpr int gap = 14;
  return !index.parent().isValid() && index.row() > 0 ? gap : 0;
}

class StudyDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, gapAbove(index));
  }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    QStyleOptionViewItem moved = option;
    moved.rect.setTop(moved.rect.top() + gapAbove(index));
    QStyledItemDelegate::paint(painter, moved, index);
  }
};

/// Its arrows stand beside the titles, below that air.
class StudyTree : public QTreeWidget {
 public:
  using QTreeWidget::QTreeWidget;

 protected:
  void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override {
    QTreeWidget::drawBranches(painter, rect.adjusted(0, gapAbove(index), 0, 0), index);
  }
};

/// The same picture whether selected or not: the style would tint it.
QIcon thumbnailIcon(const QPixmap& pixmap) {
  QIcon result;
  for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected, QIcon::Active})
    result.addPixmap(pixmap, mode);
  return result;
}

/// What stands for an image that cannot be read.
QIcon brokenThumbnail() {
  constexpr int side = 24;
  QPixmap pixmap(thumbnailSide, thumbnailSide);
  pixmap.fill(Qt::black);
  QPainter painter(&pixmap);
  painter.drawPixmap((thumbnailSide - side) / 2, (thumbnailSide - side) / 2,
                     icon(QStringLiteral("inexact")).pixmap(side, side));
  painter.end();
  return thumbnailIcon(pixmap);
}

QImage makeThumbnail(const core::Image& image, double pixelRatio) {
  const int side = static_cast<int>(thumbnailSide * pixelRatio);
  GreyContent content(image, 0,
                      {.window = core::initialWindow(image, 0), .voiLut = std::nullopt, .invert = false});
  QImage square(side, side, QImage::Format_RGB32);
  square.fill(Qt::black);
  const auto put = [&](int left, int top, const QImage& strip) {
    for (int y = 0; y < strip.height(); ++y)
      std::copy_n(reinterpret_cast<const QRgb*>(strip.constScanLine(y)), strip.width(),
                  reinterpret_cast<QRgb*>(square.scanLine(top + y)) + left);
  };
  content.render(viewportOf(cameraToFit(content.imageSize(), QSizeF(side, side)), QSizeF(side, side)), put);
  square.setDevicePixelRatio(pixelRatio);
  return square;
}

}  // namespace

StudyPanel::StudyPanel(JobRunner& runner, QWidget* parent) : QWidget(parent), runner_(runner) {
  search_ = new QLineEdit(this);
  search_->setPlaceholderText(tr("Search studies"));
  search_->setClearButtonEnabled(true);
  search_->setAccessibleName(tr("Search studies"));
  tree_ = new StudyTree(this);
  tree_->setHeaderHidden(true);
  tree_->setIconSize(QSize(thumbnailSide, thumbnailSide));
  tree_->setIndentation(12);
  tree_->setWordWrap(true);
  tree_->setTextElideMode(Qt::ElideMiddle);
  tree_->setItemDelegate(new StudyDelegate(tree_));
  tree_->setAccessibleName(tr("Studies"));
  tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->addWidget(search_);
  column->addWidget(tree_, 1);
  connect(search_, &QLineEdit::textChanged, this, &StudyPanel::applyFilter);
  connect(tree_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    const auto path = pathOf(item);
    if (!path.empty()) Q_EMIT imageChosen(path);
  });
  const auto later = [this] { QTimer::singleShot(0, this, &StudyPanel::requestVisibleThumbnails); };
  connect(tree_->verticalScrollBar(), &QScrollBar::valueChanged, this, later);
  connect(tree_, &QTreeWidget::itemExpanded, this, later);
}

void StudyPanel::showEvent(QShowEvent*) {
  QTimer::singleShot(0, this, &StudyPanel::requestVisibleThumbnails);
}

QTreeWidgetItem* StudyPanel::makeStudyItem(const core::Study& study) const {
  auto* item = new QTreeWidgetItem;
  const QString description = QString::fromStdString(study.description);
  const QString name =
      QString::fromStdString(study.patientName).replace(QLatin1Char('^'), QLatin1Char(' ')).trimmed();
  const QString what = description.isEmpty() ? tr("Study") : description;
  const QString date = study.date.empty() ? QString() : QStringLiteral("\n") + readableDate(study.date);
  item->setData(0, patientRole, (name.isEmpty() ? what : name + QStringLiteral("\n") + what) + date);
  item->setData(0, publicRole, what + date);
  refreshTexts(item);
  QFont bold = item->font(0);
  bold.setBold(true);
  item->setFont(0, bold);
  item->setFlags(Qt::ItemIsEnabled);
  return item;
}

void StudyPanel::addImageItem(QTreeWidgetItem* parent, const core::ImageEntry& entry, int number) const {
  auto* item = new QTreeWidgetItem(parent);
  const core::ImageFormat& format = entry.format;
  const auto textOf = [&](QString file) {
    // Long names break where their words end.
    static const QRegularExpression wordEnd(QStringLiteral("([_.-])"));
    file.replace(wordEnd, QStringLiteral("\\1\u200B"));
    QString text = entry.attributes.instanceNumber > 0 ? tr("Image %1").arg(number) : file;
    if (format.width > 0)
      text += tr("\n%1 \u00D7 %2\n%3 bit").arg(format.width).arg(format.height).arg(format.bitsStored);
    if (format.frames > 1) text += tr("\n%1 frames").arg(format.frames);
    return text;
  };
  const QString file = toQString(entry.path.filename());
  const QString path = toQString(entry.path);
  item->setData(0, patientRole, textOf(file));
  item->setData(0, publicRole, textOf(withoutPatient(file, entry.attributes)));
  item->setData(0, patientTipRole, path);
  item->setData(0, publicTipRole, withoutPatient(path, entry.attributes));
  refreshTexts(item);
  item->setData(0, pathRole, path);
  QPixmap blank(thumbnailSide, thumbnailSide);
  blank.fill(Qt::black);
  item->setIcon(0, thumbnailIcon(blank));
}

void StudyPanel::addStudies(const std::vector<core::Study>& studies) {
  const QSignalBlocker blocker(tree_);
  const auto current = currentImage();
  for (const core::Study& study : studies) {
    const auto listed = std::ranges::find(studies_, keyOf(study), keyOf);
    const auto index = listed - studies_.begin();
    if (listed == studies_.end())
      studies_.push_back(study);
    else
      mergeStudy(*listed, study);
    showStudy(static_cast<int>(index));
  }
  setCurrentImage(current);
  applyFilter(search_->text());
  QTimer::singleShot(0, this, &StudyPanel::requestVisibleThumbnails);
}

/// Builds the items of a study, in place of those it may have; pictures made already stay.
void StudyPanel::showStudy(int index) {
  std::map<std::filesystem::path, QIcon> pictures;
  if (auto* old = tree_->takeTopLevelItem(index)) {
    for (int series = 0; series < old->childCount(); ++series)
      for (int image = 0; image < old->child(series)->childCount(); ++image) {
        const QTreeWidgetItem* item = old->child(series)->child(image);
        if (item->data(0, stateRole).toBool()) pictures[pathOf(item)] = item->icon(0);
      }
    delete old;
  }
  const core::Study& study = studies_[static_cast<std::size_t>(index)];
  QTreeWidgetItem* studyItem = makeStudyItem(study);
  tree_->insertTopLevelItem(index, studyItem);
  for (const core::Series& series : study.series) {
    auto* seriesItem = new QTreeWidgetItem(studyItem);
    QString title = QString::fromStdString(series.description);
    if (title.isEmpty()) title = series.number > 0 ? tr("Series %1").arg(series.number) : tr("Images");
    if (!series.modality.empty())
      title = QStringLiteral("%1 \u00B7 %2").arg(QString::fromStdString(series.modality), title);
    seriesItem->setText(0, title);
    seriesItem->setToolTip(0, title.toHtmlEscaped());
    seriesItem->setFlags(Qt::ItemIsEnabled);
    seriesItem->setForeground(0, colours::quietText);
    int number = 0;
    for (const core::ImageEntry& entry : series.images) {
      addImageItem(seriesItem, entry, ++number);
      const auto picture = pictures.find(entry.path);
      if (picture == pictures.end()) continue;
      seriesItem->child(number - 1)->setIcon(0, picture->second);
      seriesItem->child(number - 1)->setData(0, stateRole, true);
    }
    seriesItem->setExpanded(true);
  }
  studyItem->setExpanded(true);
}

void StudyPanel::refreshTexts(QTreeWidgetItem* item) const {
  const QVariant text = item->data(0, patientVisible_ ? patientRole : publicRole);
  if (text.isValid()) item->setText(0, text.toString());
  const QVariant tip = item->data(0, patientVisible_ ? patientTipRole : publicTipRole);
  if (tip.isValid()) item->setToolTip(0, tip.toString());
}

void StudyPanel::setPatientVisible(bool visible) {
  patientVisible_ = visible;
  const QSignalBlocker blocker(tree_);
  for (QTreeWidgetItemIterator it(tree_); *it; ++it) refreshTexts(*it);
}

void StudyPanel::forEachImage(const std::function<void(QTreeWidgetItem*)>& visit) const {
  for (QTreeWidgetItemIterator it(tree_, QTreeWidgetItemIterator::NoChildren); *it; ++it)
    if (!(*it)->data(0, pathRole).toString().isEmpty()) visit(*it);
}

std::vector<std::filesystem::path> StudyPanel::images() const {
  std::vector<std::filesystem::path> paths;
  forEachImage([&](QTreeWidgetItem* item) { paths.push_back(pathOf(item)); });
  return paths;
}

std::filesystem::path StudyPanel::currentImage() const {
  return pathOf(tree_->currentItem());
}

void StudyPanel::setCurrentImage(const std::filesystem::path& path) {
  const QSignalBlocker blocker(tree_);
  forEachImage([&](QTreeWidgetItem* item) {
    if (pathOf(item) == path) tree_->setCurrentItem(item);
  });
}

/// Hides studies of which neither their own text nor any text below contains the search words.
void StudyPanel::applyFilter(const QString& text) {
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* study = tree_->topLevelItem(i);
    bool found = text.isEmpty();
    for (QTreeWidgetItemIterator it(study); *it && !found; ++it) {
      if (*it != study && !(*it)->parent()) break;  // the iterator walks on into the next study
      found = (*it)->text(0).contains(text, Qt::CaseInsensitive) ||
              toQString(pathOf(*it).filename()).contains(text, Qt::CaseInsensitive);
    }
    study->setHidden(!found);
  }
}

void StudyPanel::requestVisibleThumbnails() {
  if (!isVisible()) return;
  const QRect visible = tree_->viewport()->rect();
  std::erase_if(thumbnails_, [](const auto& job) { return !job.second || !job.second->isActive(); });
  forEachImage([&](QTreeWidgetItem* item) {
    const bool isVisible = tree_->visualItemRect(item).intersects(visible);
    const bool isAsked = item->data(0, stateRole).toBool();
    if (!isAsked && isVisible) requestThumbnail(item);
    // One that scrolled out before its turn would only delay those that are seen.
    const auto job = thumbnails_.find(pathOf(item));
    if (!isAsked || isVisible || job == thumbnails_.end()) return;
    if (job->second->state() != JobHandle::State::Waiting) return;
    job->second->cancel();
    thumbnails_.erase(job);
    item->setData(0, stateRole, false);
  });
}

void StudyPanel::requestThumbnail(QTreeWidgetItem* item) {
  item->setData(0, stateRole, true);
  const auto path = pathOf(item);
  const double ratio = devicePixelRatioF();
  // After what somebody waits for.
  constexpr int priority = -2;
  thumbnails_[path] = runner_.start(
      JobLabel{.title = tr("Thumbnail"), .priority = priority},
      [path, ratio](core::JobContext& context) {
        return makeThumbnail(core::readImageFile(path, {}, context).image, ratio);
      },
      this,
      [this, path](const QImage& picture) {
        // The item may have been replaced meanwhile: look it up again.
        forEachImage([&](QTreeWidgetItem* candidate) {
          if (pathOf(candidate) == path) candidate->setIcon(0, thumbnailIcon(QPixmap::fromImage(picture)));
        });
      },
      [this, path](const core::Error& error) {
        forEachImage([&](QTreeWidgetItem* candidate) {
          if (pathOf(candidate) != path) return;
          candidate->setIcon(0, brokenThumbnail());
          candidate->setToolTip(0, QString::fromUtf8(error.what()));
        });
      });
}

}  // namespace trabecula::widgets
