#include "app/desktop/history_result.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/archive/archive.h"
#include "core/archive/presentation_record.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "core/support/sha256.h"

namespace trabecula::app {
namespace {

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

core::ByteSpan bytesOf(const QByteArray& bytes) {
  return core::asByteSpan(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

QString sha256(core::ByteSpan bytes) {
  return text(core::toHex(core::sha256Of(bytes)));
}

/// Parts are told apart by their lengths, whatever they hold.
QString sha256(const QStringList& parts) {
  QByteArray bytes;
  for (const QString& part : parts) {
    const QByteArray utf8 = part.toUtf8();
    bytes += QByteArray::number(utf8.size()) + ':' + utf8;
  }
  return sha256(bytesOf(bytes));
}

QJsonValue toJson(const core::MetricValue& value) {
  if (const double* number = std::get_if<double>(&value)) return *number;
  if (const auto* infinite = std::get_if<core::Infinite>(&value))
    return QJsonObject{{QStringLiteral("infinite"), text(infinite->reason)}};
  return QJsonObject{{QStringLiteral("undefined"), text(std::get<core::Undefined>(value).reason)}};
}

core::MetricValue metricOf(const QJsonValue& value) {
  if (value.isDouble()) return value.toDouble();
  const QJsonObject object = value.toObject();
  const QString infinite = object.value(QLatin1String("infinite")).toString();
  if (!infinite.isEmpty()) return core::Infinite{infinite.toStdString()};
  return core::Undefined{object.value(QLatin1String("undefined")).toString().toStdString()};
}

QJsonObject parametersJson(const core::Parameters& parameters) {
  QJsonObject object;
  for (const auto& [name, value] : parameters.values())
    object.insert(text(name), text(core::toString(value)));
  return object;
}

core::Parameters parametersOf(const core::CodecInfo& info, const QJsonObject& object) {
  std::vector<std::pair<std::string, std::string>> given;
  for (auto i = object.begin(); i != object.end(); ++i)
    given.emplace_back(i.key().toStdString(), i.value().toString().toStdString());
  return core::Parameters::parse(info, given);
}

/// What was measured then.
void readMeasurements(const QJsonObject& details, widgets::ShownResult& shown) {
  core::CompressionResult& result = shown.compression;
  const auto number = [&](const char* name) { return details.value(QLatin1String(name)).toDouble(); };
  result.encodeSeconds = number("encode_seconds");
  result.decodeSeconds = number("decode_seconds");
  result.roundTrip = {.identical = details.value(QLatin1String("exact")).toBool(),
                      .differing = static_cast<std::uint64_t>(number("differing")),
                      .maxAbsError = static_cast<int>(number("max_abs_error"))};
  const QJsonObject metrics = details.value(QLatin1String("metrics")).toObject();
  for (const std::string& id : core::usualMetricIds()) {
    const QJsonValue value = metrics.value(text(id));
    if (!value.isUndefined()) shown.metrics.push_back({core::findMetric(id), metricOf(value)});
  }
  shown.recalled = QDateTime::fromString(details.value(QLatin1String("created")).toString(), Qt::ISODate);
  shown.device = details.value(QLatin1String("device_title")).toString();
}

/// The grey values alone, which are all that a codec gave back.
core::Image withoutColour(const core::Image& image) {
  if (image.colour().empty()) return image;
  return {image.format(), {image.samples().begin(), image.samples().end()}, image.presentation()};
}

/// The decoded image, or nothing where it is not what it was.
std::optional<core::Image> decodedAgain(const HistoryEntry& entry, const core::Image& image,
                                        const core::RoundTrip& then, core::JobContext& context) {
  if (then.identical) return withoutColour(image);
  const core::Image decoded =
      core::decompress(bytesOf(entry.file), context).image.withPresentation(image.presentation());
  const core::RoundTrip now = core::compareStoredValues(image, decoded);
  if (now.differing != then.differing || now.maxAbsError != then.maxAbsError) return std::nullopt;
  return decoded;
}

}  // namespace

QString historyImage(const core::Image& image) {
  const core::ImageFormat& format = image.format();
  const core::ByteVector presentation = core::writePresentation(image.presentation(), image.notes());
  return sha256({text(core::pixelSha256(image)), QString::number(format.width),
                 QString::number(format.height), QString::number(format.frames),
                 QString::number(format.bitsStored), QString::number(static_cast<int>(format.isSigned)),
                 sha256(presentation)});
}

QString historyKey(const QString& image, const core::Codec& codec, const core::Parameters& parameters,
                   const std::string& device) {
  const core::CodecInfo& info = codec.info();
  QStringList parts = {image, text(info.id), text(info.implementation),
                       info.usesGpu ? text(device) : QStringLiteral("cpu")};
  for (const core::ModelVersion& model : info.models) parts << text(model.preset) << text(model.sha256);
  for (const auto& [name, value] : parameters.values()) parts << text(name) << text(core::toString(value));
  for (const std::string& id : core::usualMetricIds()) parts << text(id);
  return sha256(parts);
}

HistoryEntry historyEntry(const QString& image, const QString& key, const std::string& device,
                          const widgets::ShownResult& result) {
  const core::CompressionResult& compression = result.compression;
  const core::ByteVector bytes = core::readFile(compression.output);
  QJsonObject metrics;
  for (const auto& [metric, value] : result.metrics) metrics.insert(text(metric->id), toJson(value));
  const QJsonObject details{
      {QStringLiteral("codec"), text(compression.codecId)},
      {QStringLiteral("parameters"), parametersJson(compression.parameters)},
      {QStringLiteral("device"), text(device)},
      {QStringLiteral("device_title"), result.device},
      {QStringLiteral("created"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
      {QStringLiteral("extension"), text(compression.output.extension().string())},
      {QStringLiteral("sha256"), sha256(bytes)},
      {QStringLiteral("encode_seconds"), compression.encodeSeconds},
      {QStringLiteral("decode_seconds"), compression.decodeSeconds},
      {QStringLiteral("exact"), compression.roundTrip.identical},
      {QStringLiteral("differing"), static_cast<double>(compression.roundTrip.differing)},
      {QStringLiteral("max_abs_error"), compression.roundTrip.maxAbsError},
      {QStringLiteral("metrics"), metrics}};
  return {
      .key = key,
      .image = image,
      .details = QJsonDocument(details).toJson(QJsonDocument::Compact),
      .file = QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))};
}

std::optional<widgets::ShownResult> recalledResult(const HistoryEntry& entry, const core::Image& image,
                                                   const std::filesystem::path& folder,
                                                   core::JobContext& context) {
  const QJsonObject details = QJsonDocument::fromJson(entry.details).object();
  const core::Codec* codec =
      core::CodecRegistry::instance().find(details.value(QLatin1String("codec")).toString().toStdString());
  const core::ByteSpan file = bytesOf(entry.file);
  if (codec == nullptr || sha256(file) != details.value(QLatin1String("sha256")).toString())
    return std::nullopt;
  try {
    widgets::ShownResult shown;
    core::CompressionResult& result = shown.compression;
    result.codecId = codec->info().id;
    result.parameters = parametersOf(codec->info(), details.value(QLatin1String("parameters")).toObject());
    const std::string device = details.value(QLatin1String("device")).toString().toStdString();
    if (historyKey(entry.image, *codec, result.parameters, device) != entry.key) return std::nullopt;
    readMeasurements(details, shown);
    std::optional<core::Image> decoded = decodedAgain(entry, image, result.roundTrip, context);
    if (!decoded) return std::nullopt;
    result.decoded = *decoded;
    result.fidelity = codec->fidelity(result.parameters);
    result.bytes = file.size();
    result.pixels = image.format().pixels();
    result.bitsPerPixel = 8.0 * static_cast<double>(result.bytes) / static_cast<double>(result.pixels);
    result.ratio = static_cast<double>(image.format().originalBytes()) / static_cast<double>(result.bytes);
    result.verified = true;  // nothing else is kept
    result.output = folder / entry.key.toStdString();
    result.output += details.value(QLatin1String("extension")).toString().toStdString();
    std::error_code notThere;
    if (std::filesystem::file_size(result.output, notThere) != file.size() || notThere)
      core::writeFileAtomically(result.output, file);
    return shown;
  } catch (const core::Error& error) {
    if (error.category() == core::ErrorCategory::Cancelled) throw;
    return std::nullopt;  // parameters that are no more, a stream that no longer decodes
  }
}

}  // namespace trabecula::app
