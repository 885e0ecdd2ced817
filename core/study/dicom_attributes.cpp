#include "core/study/dicom_attributes.h"

#include "core/study/dicom_text.h"
#include "core/study/dicom_uid.h"

namespace trabecula::core {
namespace {

void put(DcmItem& dataset, const DcmTagKey& tag, const std::string& value) {
  dataset.putAndInsertString(tag, value.c_str());
}

}  // namespace

StudyAttributes readAttributes(DcmItem& dataset) {
  const DicomText texts(dataset);
  const auto text = [&](const DcmTagKey& tag, const char* delimiters) {
    return texts(dataset, tag, delimiters);
  };
  StudyAttributes result;
  result.patientName = text(DCM_PatientName, "\\^=");
  result.patientId = text(DCM_PatientID, "\\");
  result.studyUid = text(DCM_StudyInstanceUID, "");
  result.studyDescription = text(DCM_StudyDescription, "\\");
  result.studyDate = text(DCM_StudyDate, "");
  result.seriesUid = text(DCM_SeriesInstanceUID, "");
  result.seriesDescription = text(DCM_SeriesDescription, "\\");
  result.modality = text(DCM_Modality, "");
  result.bodyPart = text(DCM_BodyPartExamined, "");
  result.seriesNumber = integerValue(dataset, DCM_SeriesNumber).value_or(0);
  result.instanceNumber = integerValue(dataset, DCM_InstanceNumber).value_or(0);
  const std::string lossy = textValue(dataset, DCM_LossyImageCompression);
  if (lossy == "00" || lossy == "01") result.lossy = lossy == "01";
  return result;
}

void writeAttributes(const StudyAttributes& attributes, DcmItem& dataset) {
  put(dataset, DCM_SpecificCharacterSet, "ISO_IR 192");
  put(dataset, DCM_PatientName, attributes.patientName);
  put(dataset, DCM_PatientID, attributes.patientId);
  put(dataset, DCM_PatientBirthDate, "");
  put(dataset, DCM_PatientSex, "");
  put(dataset, DCM_StudyInstanceUID, attributes.studyUid.empty() ? newDicomUid() : attributes.studyUid);
  put(dataset, DCM_StudyDate, attributes.studyDate);
  put(dataset, DCM_StudyTime, "");
  put(dataset, DCM_StudyID, "");
  put(dataset, DCM_AccessionNumber, "");
  put(dataset, DCM_ReferringPhysicianName, "");
  if (!attributes.studyDescription.empty()) put(dataset, DCM_StudyDescription, attributes.studyDescription);
  put(dataset, DCM_SeriesInstanceUID, attributes.seriesUid.empty() ? newDicomUid() : attributes.seriesUid);
  put(dataset, DCM_SeriesNumber, attributes.seriesNumber == 0 ? "" : std::to_string(attributes.seriesNumber));
  if (!attributes.seriesDescription.empty())
    put(dataset, DCM_SeriesDescription, attributes.seriesDescription);
  put(dataset, DCM_InstanceNumber, std::to_string(attributes.instanceNumber));
  if (!attributes.bodyPart.empty()) put(dataset, DCM_BodyPartExamined, attributes.bodyPart);
  // Not a word where it is unknown: "00" would claim that nothing was ever lost (PS3.3, C.7.6.1.1.5).
  if (attributes.lossy) put(dataset, DCM_LossyImageCompression, *attributes.lossy ? "01" : "00");
}

}  // namespace trabecula::core
