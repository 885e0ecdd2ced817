"""Prints, for each DICOM file named, the SHA-256 of its stored values as pydicom decodes them.

One line a file: digest (or "-") TAB width TAB height TAB frames TAB path. Values are taken as core::pixelSha256
defines them: stored bits only, one byte a sample up to 8 bits, else two, little endian, two's complement.
Colour images, and what this pydicom cannot decode, get "-".
"""

import hashlib
import sys
import warnings

import numpy
import pydicom

warnings.simplefilter("ignore")


def stored_values(dataset):
    if dataset.SamplesPerPixel != 1 or not dataset.PhotometricInterpretation.startswith("MONOCHROME"):
        raise ValueError("colour")
    if dataset.BitsAllocated not in (8, 16):
        raise ValueError("depth")
    bits = int(dataset.BitsStored)
    # JPEG 2000 and JPEG decoders deliver values already at bit 0, native and RLE data the whole cell.
    whole_cells = str(dataset.file_meta.TransferSyntaxUID) in WHOLE_CELL_SYNTAXES
    shift = int(dataset.HighBit) + 1 - bits if whole_cells else 0
    cells = dataset.pixel_array.astype(numpy.int64) >> shift
    values = cells & ((1 << bits) - 1)
    if dataset.PixelRepresentation == 1:
        half = 1 << (bits - 1)
        values = (values ^ half) - half
    return values.astype("<i2" if bits > 8 else "i1") if dataset.PixelRepresentation else values.astype(
        "<u2" if bits > 8 else "u1")


WHOLE_CELL_SYNTAXES = {
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.5",
}


def main():
    for path in sys.stdin.read().splitlines():
        try:
            dataset = pydicom.dcmread(path)
            values = stored_values(dataset)
            digest = hashlib.sha256(values.tobytes()).hexdigest()
            frames = int(getattr(dataset, "NumberOfFrames", 1) or 1)
            fields = [digest, str(dataset.Columns), str(dataset.Rows), str(frames)]
        except Exception:  # whatever a damaged file raises: it is not comparable
            fields = ["-", "0", "0", "0"]
        print("\t".join(fields + [path]))


if __name__ == "__main__":
    main()
