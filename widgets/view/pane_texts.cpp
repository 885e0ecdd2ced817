#include "widgets/view/pane_texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "widgets/view/colour_bar.h"
#include "widgets/view/number_text.h"
#include "widgets/view/patient_text.h"

namespace trabecula::widgets {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("ViewPane", text);
}

QString withMinus(double value) {
  return QLocale()
      .toString(value, 'f', value == std::floor(value) ? 0 : 1)
      .replace(QLatin1Char('-'), QChar(0x2212));
}

QString countText(std::uint64_t count) {
  return QLocale().toString(static_cast<qulonglong>(count));
}

/// "C 512 W 1024", with the function where it is not the usual one, or the VOI LUT's name.
QStringList windowTexts(const core::Presentation& presentation, const core::DisplaySettings& display) {
  QStringList lines;
  if (display.voiLut && *display.voiLut < presentation.voiLuts.size()) {
    const auto& table = presentation.voiLuts[*display.voiLut];
    lines << (table.explanation.empty()
                  ? translated("VOI LUT %1").arg(*display.voiLut + 1)
                  : translated("VOI LUT: %1").arg(QString::fromStdString(table.explanation)));
  } else {
    QString line =
        translated("C %1  W %2").arg(withMinus(display.window.centre), withMinus(display.window.width));
    if (display.window.function == core::VoiFunction::Sigmoid) line += translated("  sigmoid");
    if (display.window.function == core::VoiFunction::LinearExact) line += translated("  linear exact");
    lines << line;
  }
  if (display.invert) lines << translated("inverted");
  return lines;
}

QString originalTitle(const core::Image& image) {
  QString title =
      translated("%1 \u00D7 %2, %3 bit").arg(image.width()).arg(image.height()).arg(image.bitsStored());
  if (image.isSigned()) title += translated(" signed");
  if (!image.colour().empty()) title += translated(", colour (compressed as luma)");
  return title;
}

/// The one result that a pane tells of; null where there is none, or two.
ResultPtr resultOf(const ViewerModel& model, const PaneState& state) {
  if (state.role == PaneRole::Original || state.isHoldingOriginal) return nullptr;
  if (state.role == PaneRole::Decoded) return model.result();
  if (state.role == PaneRole::DecodedB) return model.resultB();
  if (state.compared == Compared::Both) return nullptr;
  return state.compared == Compared::B ? model.resultB() : model.result();
}

/// One of two results in a line: codec, size, fidelity.
QString shortSummary(const ResultPtr& result) {
  if (!result) return translated("not chosen yet");
  QStringList parts = {result->codecTitle, bitsPerPixelText(result->compression.bitsPerPixel),
                       psnrText(*result), verdictOf(result->compression).text};
  parts.removeAll(QString());
  return parts.join(QStringLiteral("  "));
}

/// Patient and series, or what stands in a wipe's left half.
QStringList whoTexts(const core::ImageFile& file, bool patientVisible) {
  QStringList lines;
  const core::StudyAttributes& who = file.attributes;
  if (patientVisible && !who.patientName.empty())
    lines << QString::fromStdString(who.patientName).replace(QLatin1Char('^'), QLatin1Char(' '));
  const QString what =
      QString::fromStdString(who.seriesDescription.empty() ? who.studyDescription : who.seriesDescription);
  if (!what.isEmpty()) return lines << (patientVisible ? what : withoutPatient(what, who));
  // Names of files often are names of patients.
  if (patientVisible) lines << QString::fromStdString(file.path.filename().string());
  return lines;
}

/// "least squares" of "Prediction residual (least squares)": the role says the rest. Other titles whole.
QString streamName(const QString& title) {
  const auto open = title.indexOf(QLatin1Char('('));
  if (open < 0 || !title.endsWith(QLatin1Char(')'))) return title;
  return title.mid(open + 1).chopped(1);
}

QString percentText(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? QString()
                    : translated("%1 %").arg(
                          shortNumber(100.0 * static_cast<double>(part) / static_cast<double>(whole)));
}

}  // namespace

QString paneTitle(const ViewerModel& model, const PaneState& state) {
  if (!model.image()) return {};
  if (state.isHoldingOriginal) return translated("Original, while the key is held");
  if (state.role == PaneRole::Original) return originalTitle(model.image()->image);
  const ResultPtr result = resultOf(model, state);
  if (state.compared == Compared::Both && state.role != PaneRole::Decoded &&
      state.role != PaneRole::DecodedB) {
    const QString pattern =
        state.role == PaneRole::Wipe ? translated("A %1  |  B %2") : translated("A %1  \u2212  B %2");
    return pattern.arg(shortSummary(model.result()), shortSummary(model.resultB()));
  }
  if (!result)
    return state.map && mapKindOf(state.role) == MapKind::Prediction ? translated("median edge predictor")
                                                                     : QString();
  QString title = summaryOf(*result);
  if (!result->conversion.isEmpty()) title += translated("  luma of colour");
  if (state.role == PaneRole::Decoded || state.role == PaneRole::DecodedB) return title;
  const QString letter = state.compared == Compared::B ? translated("B") : translated("A");
  if (state.role == PaneRole::Wipe) return translated("original  |  %1 %2").arg(letter, title);
  if (mapKindOf(state.role) == MapKind::Prediction && state.map)
    return QStringLiteral("%1 %2  %3").arg(letter, streamName(state.map->title), title);
  return QStringLiteral("%1 %2").arg(letter, title);
}

std::optional<Verdict> paneVerdict(const ViewerModel& model, const PaneState& state) {
  const ResultPtr result = resultOf(model, state);
  if (!result) return std::nullopt;
  return verdictOf(result->compression);
}

CornerTexts imageTexts(const ViewerModel& model, const PaneState& state) {
  CornerTexts texts;
  if (!model.image()) return texts;
  const core::ImageFile& file = *model.image();
  const bool isColour = !file.image.colour().empty();
  if (state.role == PaneRole::Original || state.isHoldingOriginal)
    texts.topLeft << whoTexts(file, state.patientVisible);
  if (state.role == PaneRole::Wipe && !state.isHoldingOriginal) {
    const bool both = state.compared == Compared::Both;
    texts.topLeft << (both ? translated("A: %1").arg(shortSummary(model.result())) : translated("Original"));
    const bool isA = state.compared == Compared::A;
    texts.topRight << (isA ? translated("A: %1") : translated("B: %1"))
                          .arg(shortSummary(isA ? model.result() : model.resultB()));
  }
  const bool isDecoded = state.role == PaneRole::Decoded || state.role == PaneRole::DecodedB;
  if (isDecoded && isColour && !state.isHoldingOriginal)
    texts.topLeft << translated("Luma of the colour image");
  if (file.image.frames() > 1)
    texts.topLeft << translated("frame %1 of %2").arg(model.frame() + 1).arg(file.image.frames());
  if (!isColour) texts.topRight << windowTexts(file.image.presentation(), state.display);
  if (isColour && state.display.invert) texts.topRight << translated("inverted");
  return texts;
}

QStringList mapTexts(const ValueMap& map, const QRect& region,
                     const std::optional<core::ResidualStatistics>& statistics) {
  QStringList lines;
  lines << (region.isEmpty() ? translated("Whole image")
                             : translated("Region %1 \u00D7 %2 at %3, %4")
                                   .arg(region.width())
                                   .arg(region.height())
                                   .arg(region.left())
                                   .arg(region.top()));
  if (!statistics) return lines << translated("computing\u2026");
  const auto steps = [&map](double value) { return stepsText(map, value); };
  if (map.isAmount) {
    const double bits = statistics->mean * static_cast<double>(statistics->count) * map.unit;
    lines << translated("sum %1 bits (%2 bytes)")
                 .arg(shortNumber(std::round(bits)), shortNumber(std::ceil(bits / 8)));
    lines << translated("mean %1  SD %2  max %3")
                 .arg(steps(statistics->mean), shortNumber(statistics->standardDeviation * map.unit),
                      steps(statistics->maximum));
    return lines;
  }
  lines << translated("mean %1  SD %2  from %3 to %4")
               .arg(steps(statistics->mean), shortNumber(statistics->standardDeviation),
                    steps(statistics->minimum), steps(statistics->maximum));
  lines << translated("%1 of %2 not 0 (%3)")
               .arg(countText(statistics->nonZero), countText(statistics->count),
                    percentText(statistics->nonZero, statistics->count));
  lines << translated("entropy %1 bits").arg(shortNumber(statistics->entropyBits));
  return lines;
}

QString selectionLine(const HeatmapContent& content) {
  if (!content.selection()) return {};
  return translated("Marked: %1, %2 pixels (%3)")
      .arg(selectionText(content, *content.selection()), countText(content.selectedCount()),
           percentText(content.selectedCount(), content.map().values.size()));
}

}  // namespace trabecula::widgets
