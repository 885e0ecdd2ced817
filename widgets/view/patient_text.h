#pragma once

#include <QString>

#include "core/study/image_file.h"

namespace trabecula::widgets {

/// The text with every part of the patient's name (of two letters or more) and the patient's identifier put
/// out as an ellipsis, whatever the case: names of files often carry them.
QString withoutPatient(const QString& text, const core::StudyAttributes& attributes);

}  // namespace trabecula::widgets
