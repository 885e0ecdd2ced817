#pragma once

#include <QDateTime>
#include <filesystem>
#include <optional>

#include "app/desktop/history_store.h"
#include "core/codec/codec.h"
#include "widgets/view/viewer_model.h"

namespace trabecula::app {

/// SHA-256, in hexadecimal, of all that an image gives to a compressed file: pixels, size, frames, depth,
/// sign, and how it is to be shown, which archives hold as well.
QString historyImage(const core::Image& image);

/// SHA-256 of all that decides a result: image, codec, parameters, device, and the versions of library,
/// models and metrics. `device` is what JobContext::device() says; codecs without work for a GPU ignore it.
QString historyKey(const QString& image, const core::Codec& codec, const core::Parameters& parameters,
                   const std::string& device);

/// A result as it is kept. Reads the result's file; throws core::Error.
HistoryEntry historyEntry(const QString& image, const QString& key, const std::string& device,
                          const widgets::ShownResult& result);

/// A result of `image` as it was, with its file in `folder`, named by its key: written anew unless an earlier
/// call did so. Nothing where the entry does not stand up to its own digests, or comes from other versions
/// than these. Images that came back exactly then are not decoded again: the file is the one that was, byte
/// for byte.
std::optional<widgets::ShownResult> recalledResult(const HistoryEntry& entry, const core::Image& image,
                                                   const std::filesystem::path& folder,
                                                   core::JobContext& context);

}  // namespace trabecula::app
