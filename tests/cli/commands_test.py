"""Every command of trabecula-cli: keys, values, exit codes and files."""

import hashlib
import json

from harness import CliTest, digest, main, pixels, png_bytes, write_pgm

INFO = ["file", "width", "height", "frames", "bits_stored", "signed", "photometric", "transfer_syntax",
        "spacing_mm", "spacing_source", "pixel_sha256"]
CODECS = ["id", "title", "lossless", "near_lossless", "lossy", "bits_min", "bits_max", "parameters"]
COMPRESS = ["input", "output", "codec", "parameters", "bytes", "pixels", "bits_per_pixel", "ratio",
            "encode_seconds", "verified", "max_abs_error"]
VERIFY = ["identical", "max_abs_error", "sha256_original", "sha256_decoded"]


class Program(CliTest):
    def test_help_and_version(self):
        self.assertIn("not a medical device", self.ok("--version"))
        text = self.ok("--help")
        for command in ("info", "codecs", "compress", "decompress", "verify", "compare", "analyse", "certify",
                        "check-certificate", "bench", "phantom"):
            self.assertIn(command, text)
            self.assertIn("--json", self.ok(command, "--help"))

    def test_wrong_command_lines(self):
        self.fails(code=2)
        self.fails("nonsense", code=2)
        self.fails("info", code=2)
        self.fails("info", "--nonsense", "x", code=2)
        self.fails("compress", "x.png", code=2)

    def test_output_that_goes_nowhere_is_a_failure(self):
        with open("/dev/full", "w") as full:
            for arguments in (("codecs",), ("codecs", "--json")):
                result = self.run_cli(*arguments, stdout=full)
                self.assertEqual(result.returncode, 1)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)


class Info(CliTest):
    def test_json(self):
        path, values = self.pgm(bits=12)
        [row] = self.ok_json("info", path)
        self.assertEqual(list(row), INFO)
        self.assertEqual(row, {
            "file": str(path), "width": 48, "height": 37, "frames": 1, "bits_stored": 12, "signed": False,
            "photometric": "MONOCHROME2", "transfer_syntax": None, "spacing_mm": None,
            "spacing_source": "none", "pixel_sha256": digest(values, 12)})

    def test_eight_bits_are_digested_as_bytes(self):
        path, values = self.pgm(bits=8)
        self.assertEqual(self.ok_json("info", path)[0]["pixel_sha256"], digest(values, 8))

    def test_bits_override_the_container(self):
        path = self.folder / "image.png"
        path.write_bytes(png_bytes(20, 10, 16, pixels(20, 10, 12)))
        self.assertEqual(self.ok_json("info", path)[0]["bits_stored"], 16)
        self.assertEqual(self.ok_json("info", path, "--bits", 12)[0]["bits_stored"], 12)
        self.fails("info", path, "--bits", 8, says=str(path))

    def test_spacing_and_transfer_syntax_of_dicom(self):
        path = self.folder / "hip.dcm"
        self.ok("phantom", path, "--size", "64x80")
        [row] = self.ok_json("info", path)
        self.assertEqual(len(row["spacing_mm"]), 2)
        self.assertGreater(row["spacing_mm"][0], 0)
        self.assertIn(row["spacing_source"], ("calibrated", "at detector"))
        self.assertTrue(row["transfer_syntax"].startswith("1.2.840.10008.1.2"))

    def test_one_bad_file_does_not_stop_the_others(self):
        first, _ = self.pgm("a.pgm")
        last, _ = self.pgm("b.pgm", bits=8)
        result = self.fails("info", first, self.folder / "missing.png", last, "--json", says="missing.png")
        self.assertEqual([row["file"] for row in self.check_array(result.stdout)], [str(first), str(last)])

    def test_text(self):
        path, values = self.pgm()
        text = self.ok("info", path)
        for part in (str(path), "48 x 37", "12", "MONOCHROME2", digest(values, 12)):
            self.assertIn(part, text)


class Codecs(CliTest):
    def test_json(self):
        codecs = self.ok_json("codecs")
        self.assertEqual([codec["id"] for codec in codecs if not codec["id"].islower()], [])
        for name in ("jpeg2000", "jpegxl", "jpegls", "png"):
            self.assertIn(name, [codec["id"] for codec in codecs])
        for codec in codecs:
            self.assertEqual(list(codec), CODECS)
            self.assertLessEqual(codec["bits_min"], 8)
            self.assertEqual(codec["bits_max"], 16)
            for parameter in codec["parameters"]:
                self.assertIn(parameter["type"], ("integer", "real", "choice"))
                self.assertTrue(parameter["name"] and parameter["meaning"])
                self.assertIn("default", parameter)

    def test_text_names_every_codec_and_parameter(self):
        text = self.ok("codecs")
        for codec in self.ok_json("codecs"):
            self.assertIn(codec["title"], text)
            for parameter in codec["parameters"]:
                self.assertIn("-p " + parameter["name"], text)


class Compress(CliTest):
    def test_every_codec_and_back(self):
        for bits in (8, 10, 16):
            path, values = self.pgm(f"image{bits}.pgm", bits=bits)
            for codec in self.ok_json("codecs"):
                with self.subTest(codec=codec["id"], bits=bits):
                    self.round_trip(path, values, bits, codec["id"])

    def round_trip(self, path, values, bits, codec):
        output = self.folder / f"{codec}{bits}"
        [row] = self.ok_json("compress", path, "-c", codec, "-o", output)
        self.assertEqual(list(row), COMPRESS)
        self.assertTrue(row["output"].startswith(str(output) + "."), row["output"])
        self.assertEqual((row["verified"], row["max_abs_error"], row["codec"]), (True, 0, codec))
        size = (self.folder / row["output"]).stat().st_size
        self.assertEqual((row["bytes"], row["pixels"]), (size, len(values)))
        self.assertAlmostEqual(row["bits_per_pixel"], 8 * size / len(values))
        self.assertAlmostEqual(row["ratio"], len(values) * (1 if bits <= 8 else 2) / size)
        self.assertGreater(row["encode_seconds"], 0)

        [verified] = self.ok_json("verify", path, row["output"])
        self.assertEqual(list(verified), VERIFY)
        expected = digest(values, bits)
        self.assertEqual(verified, {"identical": True, "max_abs_error": 0, "sha256_original": expected,
                                    "sha256_decoded": expected})
        for extension in ("png", "pgm", "dcm"):
            decoded = self.folder / f"{codec}{bits}-decoded.{extension}"
            [row2] = self.ok_json("decompress", row["output"], "-o", decoded)
            self.assertEqual(row2["pixel_sha256"], expected)
            self.assertEqual(self.ok_json("verify", path, decoded)[0]["sha256_decoded"], expected)

    def test_output_names(self):
        path, _ = self.pgm("1.2.840.7")
        [row] = self.ok_json("compress", path, "-c", "jpegxl")
        self.assertEqual(row["output"], str(self.folder / "1.2.840.7.jxl"))
        other, _ = self.pgm("hip.pgm")
        [row] = self.ok_json("compress", other, "-c", "jpegxl", "--out-dir", self.folder / "new" / "folder")
        self.assertEqual(row["output"], str(self.folder / "new" / "folder" / "hip.jxl"))
        self.ok("decompress", row["output"])
        self.assertTrue((self.folder / "new" / "folder" / "hip.png").exists())

    def test_originals_and_results_are_safe(self):
        path, _ = self.pgm("hip.pgm")
        before = path.read_bytes()
        self.fails("compress", path, "-c", "jpegxl", "-o", path, says="original")
        alias = self.folder / "alias.pgm"
        alias.symlink_to(path)
        self.fails("compress", path, "-c", "jpegxl", "-o", alias, says="original")
        self.assertEqual(path.read_bytes(), before)

        self.ok("compress", path, "-c", "jpegxl")
        written = (self.folder / "hip.jxl").read_bytes()
        self.fails("compress", path, "-c", "jpegxl", says="--force")
        self.assertEqual((self.folder / "hip.jxl").read_bytes(), written)
        self.ok("compress", path, "-c", "jpegxl", "--force")
        self.ok("compress", path, "-c", "jpegxl", "-o", self.folder / "hip.jxl")

        png = self.folder / "knee.png"
        png.write_bytes(png_bytes(20, 10, 8, pixels(20, 10, 8)))
        self.fails("compress", png, "-c", "png", "--force", says="original")

    def test_several_inputs(self):
        first, _ = self.pgm("a.pgm")
        bad = self.folder / "b.pgm"
        bad.write_bytes(b"P5\n5 5\n255\n")
        last, _ = self.pgm("c.pgm")
        result = self.fails("compress", first, bad, last, "-c", "jpegxl", "--json", says=str(bad))
        self.assertEqual([row["input"] for row in self.check_array(result.stdout)], [str(first), str(last)])
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["a.jxl", "a.pgm", "b.pgm", "c.jxl", "c.pgm"])
        self.fails("compress", first, last, "-c", "jpegxl", "-o", self.folder / "x.jxl", says="--out-dir")

    def test_inputs_of_one_name_do_not_replace_each_other(self):
        for folder in ("a", "b"):
            (self.folder / folder).mkdir()
        first, _ = self.pgm("a/hip.pgm")
        second, _ = self.pgm("b/hip.pgm")
        result = self.fails("compress", first, second, "-c", "jpegxl", "--out-dir", self.folder / "new",
                            "--force", "--json", says="another input")
        self.assertEqual([row["input"] for row in self.check_array(result.stdout)], [str(first)])
        self.ok("verify", first, self.folder / "new" / "hip.jxl")

    def test_wrong_requests(self):
        path, _ = self.pgm()
        for arguments, says in ((("-c", "zip"), "jpegxl"), (("-c", "jpegxl", "-p", "effort"), "name=value"),
                                (("-c", "jpegxl", "-p", "nonsense=1"), "nonsense"),
                                (("-c", "jpegxl", "-p", "effort=99"), "effort"),
                                (("-c", "jpegxl", "--device", "tpu"), "cuda:N"),
                                (("-c", "jpegxl", "--device", "cuda:99"), "cuda:99")):
            self.fails("compress", path, *arguments, says=says)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["image.pgm"])
        self.ok("compress", path, "-c", "jpegxl", "--device", "cpu")

    def test_parameters_are_reported_with_their_types(self):
        path, _ = self.pgm()
        [row] = self.ok_json("compress", path, "-c", "jpegxl", "-p", "effort=3", "--force")
        self.assertEqual(row["parameters"]["effort"], 3)


class Phantom(CliTest):
    def test_same_options_same_pixels(self):
        recipe = ("--kind", "wrist", "--bits", 10, "--density", 0.4, "--seed", 5, "--size", "80x96")
        digests = set()
        for name in ("a.dcm", "b.png", "c.pgm"):
            [row] = self.ok_json("phantom", self.folder / name, *recipe)
            self.assertEqual((row["width"], row["height"], row["bits_stored"]), (80, 96, 10))
            [info] = self.ok_json("info", self.folder / name)
            self.assertEqual((info["width"], info["height"], info["bits_stored"]), (80, 96, 10))
            digests |= {row["pixel_sha256"], info["pixel_sha256"]}
        self.assertEqual(len(digests), 1)
        [other] = self.ok_json("phantom", self.folder / "d.png", *recipe[:-4], "--seed", 6, "--size", "80x96")
        self.assertNotIn(other["pixel_sha256"], digests)

    def test_wrong_recipes(self):
        out = self.folder / "x.png"
        for arguments in (("--density", 2), ("--bits", 17), ("--bits", 7), ("--kind", "skull")):
            self.fails("phantom", out, *arguments, code=2)
        for size in ("10", "0x10", "axb", "100x100x2", "99999x99999", "-5x40"):
            self.fails("phantom", out, "--size=" + size, code=1)
        self.fails("phantom", self.folder / "x.tiff", "--size", "64x64")
        self.assertFalse(out.exists())


CERTIFY = ["certificate", "json", "exact", "max_abs_error", "differing_pixels", "sha256_original", "sha256_compressed",
           "certificate_sha256"]


class Certify(CliTest):
    def setUp(self):
        super().setUp()
        self.original, self.values = self.pgm("Doe^Jane.pgm")
        self.compressed = self.folder / "Doe^Jane.jls"
        self.ok("compress", self.original, "-c", "jpegls", "-o", self.compressed)
        self.certificate = self.folder / "cert.json"

    def test_certificate_of_a_lossless_round_trip(self):
        [row] = self.ok_json("certify", self.original, self.compressed, "-o", self.certificate)
        self.assertEqual(list(row), CERTIFY)
        self.assertIs(row["exact"], True)
        text = self.certificate.read_text()
        self.assertNotIn("Doe", text)
        written = json.loads(text)
        self.assertEqual(written["original"]["sha256"],
                         hashlib.sha256(self.original.read_bytes()).hexdigest())
        self.assertEqual(written["compressed"]["pixel_sha256"], digest(self.values, 12))
        self.assertEqual(written["metrics"]["data_range"], 4095)
        self.assertIn("not a medical device", written["statement"])
        self.assertIn("not a digital signature", written["statement"])
        # The digest covers the text with zeros in its own place.
        zeroed = text.replace(written["certificate_sha256"], "0" * 64)
        self.assertEqual(hashlib.sha256(zeroed.encode()).hexdigest(), row["certificate_sha256"])
        [check] = self.ok_json("check-certificate", self.certificate, self.original, self.compressed)
        self.assertIs(check["valid"], True)
        self.assertIn("Codec: Decoded by", [field["field"] for field in check["not_checked"]])
        self.assertIn("The certificate is right. Exact: all 1776 pixels agree.",
                      self.ok("check-certificate", self.certificate, self.original, self.compressed))

    def test_one_altered_byte_of_any_file_fails(self):
        self.ok("certify", self.original, self.compressed, "-o", self.certificate)
        for path in (self.certificate, self.original, self.compressed):
            good = path.read_bytes()
            for offset in range(0, len(good), len(good) // 7):
                with self.subTest(path=path.name, offset=offset):
                    path.write_bytes(good[:offset] + bytes([good[offset] ^ 1]) + good[offset + 1:])
                    self.fails("check-certificate", self.certificate, self.original, self.compressed)
            path.write_bytes(good)
        self.ok("check-certificate", self.certificate, self.original, self.compressed)

    def test_the_wrong_files_fail(self):
        self.ok("certify", self.original, self.compressed, "-o", self.certificate)
        self.fails("check-certificate", self.certificate, self.compressed, self.original, lines=2)
        self.fails("check-certificate", self.certificate, self.original, self.folder / "none.jls",
                   says="none.jls")
        self.fails("check-certificate", self.original, self.original, self.compressed, says="no certificate")

    def test_near_lossless_tells_the_error_and_what_was_stated(self):
        lossy = self.folder / "lossy.jls"
        self.ok("compress", self.original, "-c", "jpegls", "-p", "near=3", "-o", lossy)
        [row] = self.ok_json("certify", self.original, lossy, "-o", self.certificate, "-p", "near=3",
                             "--device", "cpu", "--metrics", "psnr,max_abs_error")
        self.assertIs(row["exact"], False)
        self.assertIn(row["max_abs_error"], (1, 2, 3))
        written = json.loads(self.certificate.read_text())
        self.assertEqual(written["stated_encoding"],
                         {"library": None, "parameters": {"near": "3"}, "device": "cpu"})
        self.assertEqual([metric["id"] for metric in written["metrics"]["values"]], ["psnr", "max_abs_error"])
        self.ok("check-certificate", self.certificate, self.original, lossy)

    def test_pdf(self):
        pdf = self.folder / "cert.PDF"
        [row] = self.ok_json("certify", self.original, self.compressed, "-o", pdf)
        data = pdf.read_bytes()
        self.assertTrue(data.startswith(b"%PDF-") and data.endswith(b"%%EOF\n"))
        self.assertIn(row["certificate_sha256"].encode(), data)
        self.assertNotIn(b"Doe", data)
        # What it cites is there, and can be checked; the PDF itself cannot.
        written = self.folder / "cert.json"
        self.assertEqual(row["json"], str(written))
        self.assertEqual(json.loads(written.read_text())["certificate_sha256"], row["certificate_sha256"])
        self.ok("check-certificate", written, self.original, self.compressed)
        self.fails("check-certificate", pdf, self.original, self.compressed, says="check the .json")

    def test_pdf_replaces_no_other_json(self):
        pdf, other = self.folder / "cert.pdf", self.folder / "cert.json"
        other.write_text('{"mine": true}')
        self.fails("certify", self.original, self.compressed, "-o", pdf, says="choose another name")
        self.assertEqual(other.read_text(), '{"mine": true}')
        self.assertFalse(pdf.exists())
        other.unlink()
        self.ok("certify", self.original, self.compressed, "-o", pdf)
        self.ok("certify", self.original, self.compressed, "-o", pdf)
        before = other.read_bytes()
        second, _ = self.pgm("second.pgm")
        second.write_bytes(second.read_bytes()[:-1] + b"\x07")
        self.ok("compress", second, "-c", "jpegls", "-o", self.folder / "second.jls")
        self.fails("certify", second, self.folder / "second.jls", "-o", pdf, says="of another image")
        self.assertEqual(other.read_bytes(), before)

    def test_bad_requests(self):
        self.fails("certify", self.original, self.compressed, code=2)
        self.fails("certify", self.original, self.compressed, "-o", self.folder / "cert.txt",
                   says=".json or .pdf")
        other, _ = self.pgm("other.pgm", width=20)
        self.fails("certify", other, self.compressed, "-o", self.certificate)
        self.fails("certify", self.original, self.compressed, "-o", self.certificate, "--metrics", "beauty",
                   says="beauty")
        self.assertFalse(self.certificate.exists())


if __name__ == "__main__":
    main()
