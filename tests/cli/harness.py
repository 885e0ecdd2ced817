"""What the command-line tests share: running the program, writing and reading small image files."""

import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib


def pixels(width, height, bits, seed=1):
    """Smooth gradient with noise, the same on every machine."""
    state, values = seed, []
    limit = (1 << bits) - 1
    for y in range(height):
        for x in range(width):
            state = (state * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
            noise = (state >> 33) % (limit // 16 + 2)
            values.append(((x * 3 + y * 2) * (limit // 128 + 1) + noise) & limit)
    return values


def packed(values, bits, order="<"):
    """One byte a sample up to 8 bits stored, else two."""
    return struct.pack(f"{order}{len(values)}{'B' if bits <= 8 else 'H'}", *values)


def digest(values, bits):
    return hashlib.sha256(packed(values, bits)).hexdigest()


def write_pgm(path, width, height, bits, values):
    header = f"P5\n{width} {height}\n{(1 << bits) - 1}\n".encode()
    pathlib.Path(path).write_bytes(header + packed(values, bits, ">"))


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bytes(width, height, bits, values):
    """Grey PNG with an 8- or 16-bit container and no sBIT."""
    size = 1 if bits <= 8 else 2
    data = packed(values, bits, ">")
    rows = b"".join(b"\0" + data[y * width * size:(y + 1) * width * size] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8 * size, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(rows))
            + png_chunk(b"IEND", b""))


def read_rgb_png(path):
    """(width, height, list of (r, g, b)) of an 8-bit RGB PNG."""
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    position, compressed, size = 8, b"", None
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">IIBB", body[:10])
        elif kind == b"IDAT":
            compressed += body
        position += 12 + length
    width, height, depth, colour = size
    assert (depth, colour) == (8, 2), size
    raw, stride, previous, result = zlib.decompress(compressed), width * 3, bytearray(width * 3), []
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left = line[i - 3] if i >= 3 else 0
            up, corner = previous[i], previous[i - 3] if i >= 3 else 0
            estimate = left + up - corner
            paeth = min((abs(estimate - left), 0, left), (abs(estimate - up), 1, up),
                        (abs(estimate - corner), 2, corner))[2]
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        result += [tuple(line[i:i + 3]) for i in range(0, stride, 3)]
        previous = line
    return width, height, result


def dicom_element(group, element, vr, value):
    if len(value) % 2:
        value += b" " if vr not in ("UI", "OB", "OW") else b"\0"
    head = struct.pack("<HH2s", group, element, vr.encode())
    if vr in ("OB", "OW", "SQ", "UN"):
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def dicom_bytes(width, height, bits_stored, pixel_data, syntax="1.2.840.10008.1.2.1", allocated=16,
                declared=None, photometric="MONOCHROME2"):
    """A small secondary-capture object, explicit little endian; no pixel data where that is None."""
    columns, rows = declared or (width, height)

    def us(element, value):
        return dicom_element(0x28, element, "US", struct.pack("<H", value))

    instance = b"2.25.7"
    meta = (dicom_element(0x2, 0x1, "OB", b"\0\1")
            + dicom_element(0x2, 0x2, "UI", b"1.2.840.10008.5.1.4.1.1.7")
            + dicom_element(0x2, 0x3, "UI", instance) + dicom_element(0x2, 0x10, "UI", syntax.encode()))
    body = (dicom_element(0x8, 0x16, "UI", b"1.2.840.10008.5.1.4.1.1.7")
            + dicom_element(0x8, 0x18, "UI", instance) + dicom_element(0x8, 0x60, "CS", b"OT")
            + us(0x2, 1) + dicom_element(0x28, 0x4, "CS", photometric.encode()) + us(0x10, rows) + us(0x11, columns)
            + us(0x100, allocated) + us(0x101, bits_stored) + us(0x102, max(bits_stored, 1) - 1) + us(0x103, 0))
    if pixel_data is not None:
        body += dicom_element(0x7FE0, 0x10, "OW", pixel_data)
    length = dicom_element(0x2, 0x0, "UL", struct.pack("<I", len(meta)))
    return b"\0" * 128 + b"DICM" + length + meta + body


class CliTest(unittest.TestCase):
    """Each test has a folder of its own, self.folder, and runs the program named on the command line."""

    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="trabecula-cli-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_cli(self, *arguments, **options):
        environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        options.setdefault("stdout", subprocess.PIPE)
        result = subprocess.run([self.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, timeout=300, env=environment, **options)
        self.assertGreaterEqual(result.returncode, 0, f"killed by a signal: {arguments}\n{result.stderr}")
        self.assertNotIn("Sanitizer", result.stderr)
        return result

    def ok(self, *arguments):
        result = self.run_cli(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}\n{result.stdout}{result.stderr}")
        return result.stdout

    def ok_json(self, *arguments):
        return self.check_array(self.ok(*arguments, "--json"))

    def check_array(self, text):
        def refuse(name):
            self.fail(f"{name} is no JSON number")
        objects = json.loads(text, parse_constant=refuse)
        self.assertIsInstance(objects, list)
        return objects

    def fails(self, *arguments, code=1, says=None, lines=1):
        """The run fails with one line on stderr for each error; returns the whole result."""
        result = self.run_cli(*arguments)
        self.assertEqual(result.returncode, code, f"{arguments}\n{result.stdout}{result.stderr}")
        errors = result.stderr.splitlines()
        self.assertEqual(len(errors), lines, result.stderr)
        for line in errors:
            self.assertTrue(line.startswith("trabecula-cli: "), line)
        if says is not None:
            self.assertIn(says, result.stderr)
        return result

    def pgm(self, name="image.pgm", width=48, height=37, bits=12, seed=1):
        path, values = self.folder / name, pixels(width, height, bits, seed)
        write_pgm(path, width, height, bits, values)
        return path, values


def main():
    CliTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
