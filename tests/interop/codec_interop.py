"""What the codec interop tests need beside the command-line tools.

wrap-jpegls IN.jls OUT.dcm W H BITS   one JPEG-LS stream as an encapsulated DICOM object
wrap-raw    IN.raw OUT.dcm W H BITS   little-endian samples as an uncompressed DICOM object
pixels      IN.dcm OUT.raw            pixel data of an uncompressed object, as stored
fragment    IN.dcm OUT                first frame of an encapsulated object
png-pixels  IN.png OUT.raw            samples of a grey PNG, by a reader that shares nothing with libpng
"""
import struct
import sys
import zlib


def dataset(width, height, bits):
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import generate_uid
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    ds = Dataset()
    ds.file_meta = meta
    ds.SOPClassUID = meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.StudyInstanceUID = generate_uid()
    ds.SeriesInstanceUID = generate_uid()
    ds.Modality = "OT"
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = height, width
    ds.BitsAllocated = 8 if bits <= 8 else 16
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits - 1, 0
    ds.is_little_endian = True
    ds.is_implicit_VR = False
    return ds


def wrap_jpegls(source, target, width, height, bits):
    from pydicom.encaps import encapsulate
    from pydicom.uid import JPEGLSLossless
    ds = dataset(int(width), int(height), int(bits))
    ds.file_meta.TransferSyntaxUID = JPEGLSLossless
    ds.PixelData = encapsulate([open(source, "rb").read()])
    ds["PixelData"].is_undefined_length = True
    ds.save_as(target, write_like_original=False)


def wrap_raw(source, target, width, height, bits):
    from pydicom.uid import ExplicitVRLittleEndian
    ds = dataset(int(width), int(height), int(bits))
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    pixels = open(source, "rb").read()
    ds.PixelData = pixels + b"\0" * (len(pixels) % 2)
    ds["PixelData"].VR = "OB" if int(bits) <= 8 else "OW"
    ds.save_as(target, write_like_original=False)


def pixels(source, target):
    from pydicom import dcmread
    ds = dcmread(source)
    size = ds.Rows * ds.Columns * ds.BitsAllocated // 8
    open(target, "wb").write(ds.PixelData[:size])


def fragment(source, target):
    from pydicom import dcmread
    from pydicom.encaps import generate_pixel_data_frame
    ds = dcmread(source)
    open(target, "wb").write(next(generate_pixel_data_frame(ds.PixelData, 1)))


def paeth(left, up, corner):
    distances = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
    return (left, up, corner)[distances.index(min(distances))]


def unfilter(kind, row, above, step):
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        add = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
        row[i] = (row[i] + add) & 255
    return row


def png_pixels(source, target):
    data = open(source, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    position, stream, header, significant = 8, b"", None, None
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        payload = data[position + 8:position + 8 + length]
        crc, = struct.unpack(">I", data[position + 8 + length:position + 12 + length])
        assert crc == zlib.crc32(kind + payload)
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", payload)
        elif kind == b"sBIT":
            significant = payload[0]
        elif kind == b"IDAT":
            stream += payload
        position += 12 + length
    width, height, depth, colour, _, _, interlace = header
    assert colour == 0 and interlace == 0
    raw = zlib.decompress(stream)
    row_bytes = (width * depth + 7) // 8
    above, result = bytearray(row_bytes), bytearray()
    for y in range(height):
        start = y * (row_bytes + 1)
        row = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + row_bytes]), above, max(1, depth // 8))
        above = row
        for x in range(width):
            if depth == 16:
                result += struct.pack("<H", struct.unpack(">H", row[2 * x:2 * x + 2])[0])
            else:
                bit = x * depth
                result.append((row[bit // 8] >> (8 - depth - bit % 8)) & ((1 << depth) - 1))
    assert significant is None or significant < depth
    open(target, "wb").write(result)


if __name__ == "__main__":
    commands = {"wrap-jpegls": wrap_jpegls, "wrap-raw": wrap_raw, "pixels": pixels, "fragment": fragment,
                "png-pixels": png_pixels}
    commands[sys.argv[1]](*sys.argv[2:])
