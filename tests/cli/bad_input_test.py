"""Damaged, hostile and impossible inputs: one clear line, exit code 1, nothing left behind."""

import os
import resource
import signal
import stat
import struct
import subprocess
import unittest
import zlib

from harness import CliTest, dicom_bytes, main, packed, pixels, png_bytes, png_chunk, write_pgm


class BadInput(CliTest):
    def bad(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        self.refused(path)
        return path

    def refused(self, path):
        """Every command that reads refuses the file, names it, and writes nothing."""
        output = self.folder / "output"
        for arguments in (("info", path), ("compress", path, "-c", "jpegxl", "-o", output),
                          ("verify", path, path), ("compare", path, path), ("bench", path, "-c", "png", "--json"),
                          ("decompress", path, "-o", self.folder / "output.png")):
            with self.subTest(command=arguments[0], file=path.name):
                result = self.fails(*arguments, says=str(path))
                self.assertEqual(result.stderr.count(str(path)), 1, result.stderr)
        left = [p.name for p in self.folder.iterdir() if p.name.startswith(("output", "."))]
        self.assertEqual(left, [])

    def test_empty(self):
        for name in ("empty.dcm", "empty.png", "empty"):
            self.bad(name, b"")

    def test_no_image(self):
        self.bad("text.dcm", b"This is a letter, not a radiograph.\n" * 50)
        self.bad("zeros.png", bytes(4096))

    def test_truncated(self):
        png = png_bytes(40, 30, 16, pixels(40, 30, 16))
        dicom = dicom_bytes(40, 30, 12, packed(pixels(40, 30, 12), 12))
        for share in (0.3, 0.6, 0.9):
            self.bad("cut.png", png[:int(len(png) * share)])
            self.bad("cut.dcm", dicom[:int(len(dicom) * share)])
        write_pgm(self.folder / "whole.pgm", 40, 30, 12, pixels(40, 30, 12))
        self.bad("cut.pgm", (self.folder / "whole.pgm").read_bytes()[:-1])

    def test_truncated_compressed_files(self):
        path, _ = self.pgm("image.pgm")
        for codec in self.ok_json("codecs"):
            [row] = self.ok_json("compress", path, "-c", codec["id"], "-o", self.folder / "whole")
            whole = self.folder / row["output"]
            for share in (0.1, 0.5):
                cut = self.folder / ("cut" + whole.suffix)
                cut.write_bytes(whole.read_bytes()[:int(whole.stat().st_size * share)])
                with self.subTest(codec=codec["id"], share=share):
                    self.fails("decompress", cut, "-o", self.folder / "output.png", says=str(cut))
                    self.fails("info", cut, says=str(cut))
            self.assertFalse((self.folder / "output.png").exists())

    def test_zero_sized(self):
        self.bad("zero.png", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 9, 8, 0, 0, 0, 0))
                 + png_chunk(b"IEND", b""))
        self.bad("zero.pgm", b"P5\n0 7\n255\n")
        self.bad("zero.dcm", dicom_bytes(0, 0, 12, b""))

    def test_huge_header_without_data(self):
        header = struct.pack(">IIBBBBB", 65535, 65535, 16, 0, 0, 0, 0)
        self.bad("huge.png", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b""))
        header = struct.pack(">IIBBBBB", 30000, 30000, 16, 0, 0, 0, 0)
        few = png_chunk(b"IDAT", zlib.compress(bytes(100)))
        path = self.bad("large.png", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + few
                        + png_chunk(b"IEND", b""))
        # Before the pixels' memory is asked for.
        self.fails("info", path, says="cannot hold")
        self.bad("huge.pgm", b"P5\n65535 65535\n65535\n")
        self.bad("huge.dcm", dicom_bytes(0, 0, 16, b"", declared=(65535, 65535)))

    def test_bits_stored(self):
        for bits in (0, 17, 33):
            self.bad("bits.dcm", dicom_bytes(8, 8, bits, bytes(128)))
        self.bad("bits.dcm", dicom_bytes(8, 8, 33, bytes(256), allocated=32))

    def test_missing_pixel_data_and_wrong_syntax(self):
        self.bad("bare.dcm", dicom_bytes(8, 8, 12, None))
        for syntax in ("1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80",
                       "1.2.840.10008.1.2.5", "1.2.3.4.5"):
            self.bad("syntax.dcm", dicom_bytes(8, 8, 12, bytes(128), syntax=syntax))

    def test_folder_and_missing_file(self):
        folder = self.folder / "folder"
        folder.mkdir()
        self.fails("info", folder, says=str(folder))
        self.fails("compress", folder, "-c", "jpegxl", says=str(folder))
        self.fails("bench", folder, says=str(folder))
        self.refused(self.folder / "missing.dcm")

    def test_names_with_line_breaks_stay_one_line(self):
        path = self.folder / "two\nlines.png"
        path.write_bytes(b"nothing")
        self.fails("info", path)

    @unittest.skipIf(os.geteuid() == 0, "root can read everything")
    def test_unreadable_file(self):
        path, _ = self.pgm("secret.pgm")
        path.chmod(0)
        self.refused(path)

    @unittest.skipIf(os.geteuid() != 0, "needs root, to become somebody who may not read")
    def test_unreadable_file_as_somebody_else(self):
        path, _ = self.pgm("secret.pgm")
        path.chmod(0)
        self.folder.chmod(0o755)
        reachable = all(parent.stat().st_mode & stat.S_IXOTH for parent in
                        [*self.folder.parents, *type(self.folder)(self.program).parents])
        if not reachable:
            self.skipTest("the program or the folder cannot be reached by other users")
        result = self.run_cli("info", path, user=65534, group=65534)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn(str(path), result.stderr)
        self.assertIn("permission", result.stderr.lower())


class FullDisk(CliTest):
    def limited(self, size):
        """Files cannot grow beyond `size` bytes: writing fails part of the way through, as on a full disk."""
        def apply():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return {"preexec_fn": apply}

    def test_nothing_half_written(self):
        path, _ = self.pgm("noise.pgm", width=200, height=200, bits=16)
        compressed = self.folder / "kept.jxl"
        self.ok("compress", path, "-c", "jpegxl", "-o", compressed)
        before = sorted(p.name for p in self.folder.iterdir())
        kept = compressed.read_bytes()
        outputs = [("compress", path, "-c", codec["id"], "-o", self.folder / "new.out")
                   for codec in self.ok_json("codecs")]
        outputs += [("compress", path, "-c", "jpegxl", "-p", "effort=3", "-o", compressed)]
        outputs += [("decompress", compressed, "-o", self.folder / name) for name in ("x.png", "x.pgm", "x.dcm")]
        outputs += [("phantom", self.folder / "p.dcm", "--size", "200x200")]
        for arguments in outputs:
            with self.subTest(arguments=arguments):
                result = self.run_cli(*arguments, **self.limited(4096))
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertEqual(sorted(p.name for p in self.folder.iterdir()), before)
        self.assertEqual(compressed.read_bytes(), kept)

    def test_devices_are_not_replaced(self):
        path, _ = self.pgm()
        self.fails("compress", path, "-c", "jpegxl", "-o", "/dev/full")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        self.fails("phantom", "/dev/full", "--size", "64x64")
        self.fails("compress", path, "-c", "jpegxl", "-o", self.folder)
        self.assertFalse(os.path.exists("/dev/full.jxl"))
        self.assertEqual([p.name for p in self.folder.iterdir()], ["image.pgm"])

    def test_full_file_system(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("a small file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        path, _ = self.pgm("noise.pgm", width=200, height=200, bits=16)
        self.fails("compress", path, "-c", "png", "-o", disk / "x.png", says="disk is full")
        self.assertEqual(list(disk.iterdir()), [])


class Interrupt(CliTest):
    def test_stop_leaves_nothing_behind(self):
        path = self.folder / "large.pgm"
        line = packed(pixels(2000, 1, 16), 16, ">")
        path.write_bytes(b"P5\n2000 2000\n65535\n" + line * 2000)
        process = subprocess.Popen([self.program, "compress", str(path), "-c", "jpegxl", "-p", "effort=9"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            process.wait(timeout=0.3)
            self.skipTest("done before it could be stopped")
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, errors)
        self.assertEqual(len(errors.splitlines()), 1, errors)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["large.pgm"])


if __name__ == "__main__":
    main()
