"""verify, compare and bench: what the numbers say, and what is said about them."""

import json
import math

from harness import CliTest, dicom_bytes, digest, main, packed, pixels, png_bytes, read_rgb_png, write_pgm

USUAL = ["mse", "mae", "max_abs_error", "psnr", "ssim"]
ALL = [*USUAL, "ssim_autods", "msssim", "iwssim", "fsim", "vif", "vifp", "uqi", "nqm", "gmsd", "haarpsi",
       "entropy_ref", "entropy_med_ref", "enl_ref_full", "enl_ref_center", "levels_ref",
       "entropy_dis", "entropy_med_dis", "enl_dis_full", "enl_dis_center", "levels_dis"]
VERIFY = ["identical", "max_abs_error", "sha256_original", "sha256_decoded"]
ANALYSE = ["file", "codec", "parameters", "bytes", "bits_per_pixel", "streams", "prediction_residuals",
           "reconstruction_residual", "bit_cost", "expected_deviation"]
TEXTURE = ["fractal_dimension", "short_run_emphasis", "long_run_emphasis", "level_nonuniformity",
           "length_nonuniformity", "run_percentage", "contrast", "correlation", "energy", "homogeneity", "entropy"]
COMPARE = ["metrics", "data_range", "limits"]
BENCH = ["file", "codec", "parameters", "bytes", "bits_per_pixel", "ratio", "encode_seconds",
         "decode_seconds", "exact", "max_abs_error", "psnr", "error"]
BENCH_SET = ["set", "codec", "files", "bits_per_pixel", "relative_bytes", "worst_ratio", "worst_file",
             "encode_megapixels_per_second", "decode_megapixels_per_second"]


class VerifyAndCompare(CliTest):
    def pair(self):
        path, values = self.pgm("a.pgm", bits=12)
        other = list(values)
        other[100] ^= 1
        other[1000] = min(values[1000] + 7, 4095) if values[1000] < 4000 else values[1000] - 7
        write_pgm(self.folder / "b.pgm", 48, 37, 12, other)
        return path, self.folder / "b.pgm", values, other

    def test_verify_says_how_much_differs(self):
        a, b, values, other = self.pair()
        result = self.fails("verify", a, b, "--json", says="Not exact: 2 pixels differ, largest difference 7")
        self.assertEqual(self.check_array(result.stdout), [
            {"identical": False, "max_abs_error": 7, "sha256_original": digest(values, 12),
             "sha256_decoded": digest(other, 12)}])
        self.assertIn(digest(other, 12), self.fails("verify", a, b).stdout)

    def test_verify_of_another_size(self):
        a, _ = self.pgm("a.pgm")
        b, _ = self.pgm("b.pgm", width=47)
        [row] = self.check_array(self.fails("verify", a, b, "--json", says="47").stdout)
        self.assertEqual((row["identical"], row["max_abs_error"]), (False, None))

    def test_same_values_at_another_depth_are_not_identical(self):
        a, values = self.pgm("a.pgm", bits=12)
        b = self.folder / "b.png"
        b.write_bytes(png_bytes(48, 37, 16, values))
        self.fails("verify", a, b, says="16 bits")
        self.ok("verify", a, b, "--bits", 12)

    def test_compare_identical(self):
        a, _ = self.pgm("a.pgm")
        [row] = self.ok_json("compare", a, a)
        self.assertEqual(list(row), COMPARE)
        self.assertEqual(row["data_range"], 4095)
        self.assertEqual(row["metrics"]["mse"], 0)
        self.assertEqual(list(row["metrics"]["psnr"]), ["infinite"])
        self.assertEqual(row["metrics"]["ssim"], 1)
        self.assertTrue(self.ok("compare", a, a).startswith("exact\n"))

    def test_compare_different(self):
        a, b, values, other = self.pair()
        [row] = self.ok_json("compare", a, b)
        squares = sum((x - y) ** 2 for x, y in zip(values, other))
        self.assertEqual(row["metrics"]["mse"], squares / len(values))
        self.assertEqual(row["metrics"]["max_abs_error"], 7)
        self.assertTrue(self.ok("compare", a, b).startswith(
            "Not exact: 2 pixels differ, largest difference 7\n"))

    def test_metrics_and_precision_can_be_chosen(self):
        a, b, values, other = self.pair()
        [row] = self.ok_json("compare", a, b, "--metrics", "psnr,mse", "--precision", 3)
        self.assertEqual(list(row["metrics"]), ["psnr", "mse"])
        squares = sum((x - y) ** 2 for x, y in zip(values, other))
        self.assertEqual(row["metrics"]["mse"], float(f"{squares / len(values):.3g}"))
        self.assertEqual(list(self.ok_json("compare", a, b, "--metrics", "all")[0]["metrics"]), ALL)
        self.assertEqual(list(self.ok_json("compare", a, b)[0]["metrics"]), USUAL)
        # What there is, in one line, before any image is read.
        for command in (("compare", a, "missing.png"), ("bench", a, "-c", "png")):
            self.fails(*command, "--metrics", "beauty", says="beauty\"; there are: " + ", ".join(ALL))
            self.assertIn("iwssim, fsim", " ".join(self.ok(command[0], "--help").split()))

    def test_certify_takes_the_same_words(self):
        path, _ = self.pgm()
        self.ok("compress", path, "-c", "jpegls", "-o", self.folder / "x.jls")
        certificate = self.folder / "cert.json"
        for words, ids in (((), USUAL), (("--metrics", "all"), ALL), (("--metrics", "ssim,mse"), ["ssim", "mse"])):
            self.ok("certify", path, self.folder / "x.jls", "-o", certificate, *words)
            written = json.loads(certificate.read_text())["metrics"]["values"]
            self.assertEqual([metric["id"] for metric in written], ids)

    def test_limits_are_listed(self):
        a, b, _, _ = self.pair()
        [row] = self.ok_json("compare", a, b, "--metrics", "psnr,vifp,uqi")
        self.assertEqual(list(row["limits"]), ["vifp", "uqi"])
        self.assertIn("8 x 8", row["limits"]["uqi"])
        lines = self.ok("compare", a, b, "--metrics", "psnr,vifp,uqi").splitlines()
        self.assertIn("UQI: " + row["limits"]["uqi"], lines)
        self.assertFalse([line for line in lines if line.startswith("PSNR:")])

    def test_region(self):
        a, b, values, other = self.pair()
        left, top, width, height = 3, 1, 20, 12
        inside = [y * 48 + x for y in range(top, top + height) for x in range(left, left + width)]
        arguments = ("compare", a, b, "--metrics", "mse,ssim,enl_ref_full", "--region",
                     f"{left},{top},{width},{height}")
        [row] = self.ok_json(*arguments)
        region = row["region"]
        self.assertEqual({key: region[key] for key in ("x", "y", "width", "height", "pixels")},
                         {"x": 3, "y": 1, "width": 20, "height": 12, "pixels": 240})
        self.assertEqual(list(region["metrics"]), ["enl_ref", "enl_dis", "mse", "ssim"])
        self.assertEqual(region["metrics"]["mse"], sum((values[i] - other[i]) ** 2 for i in inside) / 240)
        mean = sum(values[i] for i in inside) / 240
        variance = sum((values[i] - mean) ** 2 for i in inside) / 240
        self.assertAlmostEqual(region["metrics"]["enl_ref"], mean ** 2 / variance, places=9)
        self.assertNotEqual(row["metrics"]["enl_ref_full"], region["metrics"]["enl_ref"])
        self.assertIn("Region 3,1,20,12, n = 240 pixels\n", self.ok(*arguments))
        table = self.ok(*arguments, "--pair", "P").splitlines()
        self.assertEqual(float([line.split("\t") for line in table if "\tenl_ref_region\t" in line][0][2]),
                         region["metrics"]["enl_ref"])
        self.fails("compare", a, b, "--region", "40,0,9,5", says="48 x 37")
        for text in ("1,2,3", "1,2,3,0", "-1,0,4,4", "a,b,c,d", "1,2,3,4,5"):
            self.fails("compare", a, b, "--region=" + text, code=2)

    def test_photometric_interpretations_are_not_mixed(self):
        values = pixels(48, 37, 12)
        negative, positive = self.folder / "negative.dcm", self.folder / "positive.dcm"
        negative.write_bytes(dicom_bytes(48, 37, 12, packed(values, 12), photometric="MONOCHROME1"))
        positive.write_bytes(dicom_bytes(48, 37, 12, packed(values, 12)))
        self.fails("compare", negative, positive, says="MONOCHROME1 and MONOCHROME2")
        self.ok("compare", negative, negative)
        # A PGM cannot tell.
        path, _ = self.pgm()
        result = self.run_cli("compare", negative, path)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("note: MONOCHROME1 and MONOCHROME2", result.stderr)

    def test_compare_prints_a_table_for_programs(self):
        a, b, values, other = self.pair()
        text = self.ok("compare", a, b, "--metrics", "all", "--precision", 15, "--pair", "P01")
        rows = {line.split("\t")[1]: line.split("\t") for line in text.splitlines()}
        self.assertEqual({row[0] for row in rows.values()}, {"P01"})
        squares = sum((x - y) ** 2 for x, y in zip(values, other))
        self.assertEqual(float(rows["mse"][2]), float(f"{squares / len(values):.15g}"))
        self.assertEqual(rows["msssim"][2:], ["NaN", "not defined for images smaller than 176 x 176"])
        same = self.ok("compare", a, a, "--metrics", "psnr", "--pair", "P05")
        self.assertEqual(same, "P05\tpsnr\tInfinity\tidentical images\n")
        self.fails("compare", a, a, "--pair", "P\t1", code=2)

    def test_compare_names_the_roles(self):
        a, b, _, _ = self.pair()
        text = self.ok("compare", a, b, "--metrics", "psnr,vifp,ssim")
        self.assertIn("\nVIFp: Not symmetric: reference and test image cannot be swapped.", text)
        self.assertRegex(text, f"reference +{a}\n")

    def test_compare_of_another_size(self):
        a, _ = self.pgm("a.pgm")
        b, _ = self.pgm("b.pgm", width=47)
        self.fails("compare", a, b, says=str(b))

    def test_heatmap(self):
        a, b, values, other = self.pair()
        picture = self.folder / "heat.png"
        self.ok("compare", a, b, "--heatmap", picture)
        width, height, colours = read_rgb_png(picture)
        self.assertEqual((width, height), (48, 37))
        for i, (x, y) in enumerate(zip(values, other)):
            if x == y:
                self.assertLess(max(colours[i]), 64)
            else:
                self.assertGreater(max(colours[i]), 90)
                red_wins = colours[i][0] > colours[i][2]
                self.assertEqual(red_wins, x > y)
        self.fails("compare", a, b, "--heatmap", a, says="original")
        self.fails("compare", a, b, "--heatmap", picture, "--frame", 2, says="--frame")

    def test_metric_maps(self):
        a, b, values, other = self.pair()
        files = {name: self.folder / f"{name}.png" for name in ("ssim", "gmsd", "local_error")}
        options = [word for name, path in files.items() for word in ("--map", f"{name}={path}")]
        self.ok("compare", a, b, "--metrics", "mse", *options)
        for path in files.values():
            width, height, colours = read_rgb_png(path)
            self.assertEqual((width, height), (48, 37))
        _, _, colours = read_rgb_png(files["local_error"])
        brightness = [sum(colour) for colour in colours]
        last_change = max(i for i, (x, y) in enumerate(zip(values, other)) if x != y)
        self.assertEqual(brightness[last_change], max(brightness))
        self.assertGreater(brightness[last_change], brightness[0])
        self.fails("compare", a, b, "--map", "beauty=x.png", says="local_error")
        self.fails("compare", a, b, "--map", "ssim", says="ID=FILE")
        self.fails("compare", a, b, "--map", f"ssim={a}", says="original")
        self.assertEqual(self.fails("compare", a, b, "--map", f"fsim={self.folder / 'f.png'}", says="48 x 48").stdout,
                         "")

    def test_pictures_are_checked_before_anything_is_computed(self):
        a, b, _, _ = self.pair()
        picture = self.folder / "picture.png"
        again = self.folder / "." / "picture.png"
        for arguments, says in ((("--heatmap", picture, "--map", f"ssim={again}"), "two pictures"),
                                (("--heatmap", picture, "--frame", 2), "--frame 2")):
            self.assertEqual(self.fails("compare", a, b, *arguments, says=says).stdout, "")
        self.assertFalse(picture.exists())

    def test_surface_without_a_display_is_a_one_line_error(self):
        a, b, _, _ = self.pair()
        self.fails("compare", a, b, "--surface", self.folder / "surface.png")
        self.assertFalse((self.folder / "surface.png").exists())

    def test_texture(self):
        a, _ = self.pgm("a.pgm")
        b, _ = self.pgm("b.pgm", seed=2)
        [row] = self.ok_json("compare", a, b, "--region", "0,0,32,32", "--texture")
        texture = row["texture"]
        self.assertEqual(texture["note"], "texture change, not a diagnosis")
        self.assertEqual([texture[key] for key in ("frame", "x", "y", "width", "height", "levels")],
                         [1, 0, 0, 32, 32, 16])
        self.assertEqual(list(texture["features"]), TEXTURE)
        for feature in texture["features"].values():
            self.assertEqual(list(feature), ["original", "decoded", "change", "source"])
        self.assertNotEqual(texture["features"]["contrast"]["change"], 0)
        self.assertIn("not a diagnosis\n", self.ok("compare", a, b, "--region", "0,0,32,32", "--texture"))
        self.fails("compare", a, b, "--texture", code=2)
        self.fails("compare", a, b, "--region", "0,0,15,32", "--texture", says="16 x 16")


class Analyse(CliTest):
    def test_every_codec_sums_to_its_file(self):
        path, values = self.pgm(width=70, height=60)
        for codec in self.ok_json("codecs"):
            with self.subTest(codec=codec["id"]):
                [row] = self.ok_json("analyse", path, "-c", codec["id"])
                self.assertEqual(list(row), ANALYSE)
                [written] = self.ok_json("compress", path, "-c", codec["id"], "-o", self.folder / "x", "--force")
                self.assertEqual(row["bytes"], written["bytes"])
                self.assertEqual(sum(stream["bytes"] for stream in row["streams"]), row["bytes"])
                self.assertAlmostEqual(sum(stream["bits_per_pixel"] for stream in row["streams"]),
                                       row["bits_per_pixel"])
                self.assertTrue(row["prediction_residuals"])
                for residual in row["prediction_residuals"]:
                    for law in (residual["laplace"], residual["logistic"]):
                        self.assertGreaterEqual(law["bits_above_entropy"], 0)
                self.assertEqual(row["reconstruction_residual"]["variance"], 0)
                self.assertIsNone(row["reconstruction_residual"]["laplace"])

    def test_streams_of_learned_codecs(self):
        path, _ = self.pgm(width=70, height=60)
        names = [stream["name"] for stream in self.ok_json("analyse", path, "-c", "lfc-unet")[0]["streams"]]
        self.assertEqual(names, ["Header", "Sub-image A", "Sub-image D", "Sub-image B", "Sub-image C"])
        [row] = self.ok_json("analyse", path, "-c", "contextnet")
        self.assertEqual([stream["name"] for stream in row["streams"]], ["Header", "Tiles"])
        # What the pixels cost is what the tiles hold, but for their checksums.
        self.assertAlmostEqual(row["bit_cost"]["sum"] / 8 / row["streams"][1]["bytes"], 1, delta=0.02)

    def test_maps_and_histograms(self):
        path, values = self.pgm(width=70, height=60)
        out = self.folder / "out"
        [row] = self.ok_json("analyse", path, "-c", "jpegls", "-p", "near=2", "-o", out, "--region", "4,4,40,40")
        residual = row["reconstruction_residual"]
        self.assertEqual(read_rgb_png(residual["map"])[:2], (70, 60))
        lines = (out / "reconstruction-residual.csv").read_text().splitlines()
        self.assertEqual(lines[0], "value,count")
        counts = {int(value): int(count) for value, count in (line.split(",") for line in lines[1:])}
        self.assertEqual(sum(counts.values()), 70 * 60)
        self.assertLessEqual(max(map(abs, counts)), 2)
        mean = sum(value * count for value, count in counts.items()) / 4200
        self.assertAlmostEqual(residual["mean"], mean)
        self.assertAlmostEqual(residual["variance"], sum((v - mean) ** 2 * n for v, n in counts.items()) / 4200)
        self.assertAlmostEqual(residual["entropy_bits"],
                               -sum(n / 4200 * math.log2(n / 4200) for n in counts.values()))
        self.assertEqual(list(row["texture"]["features"]), TEXTURE)
        text = self.ok("analyse", path, "-c", "jpegls")
        for part in ("bits/pixel", "Prediction residual (median edge)", "Laplace", "logistic"):
            self.assertIn(part, text)

    def test_wrong_requests(self):
        path, _ = self.pgm()
        self.fails("analyse", path, "-c", "zip", says="jpegxl")
        self.fails("analyse", path, "-c", "png", "--frame", 2, says="--frame 2")
        self.fails("analyse", path, "-c", "png", "-o", path / "x", says="cannot make this folder")
        self.fails("analyse", path, "-c", "png", "--region", "0,0,49,20", says="48 x 37")
        self.fails("analyse", self.folder / "missing.png", "-c", "png", says="missing.png")


class Bench(CliTest):
    def files_and_sets(self, rows):
        """The objects of single files, and those that sum up a set."""
        files = [row for row in rows if "file" in row]
        sets = [row for row in rows if "file" not in row]
        for row in files:
            self.assertEqual(list(row), BENCH)
        for row in sets:
            self.assertEqual(list(row), BENCH_SET)
        self.assertEqual(rows, files + sets)
        return files, sets

    def test_folder(self):
        self.pgm("a.pgm")
        self.pgm("b.pgm", bits=8)
        (self.folder / "readme.txt").write_text("no image")
        rows, _ = self.files_and_sets(self.ok_json("bench", self.folder))
        codecs = [codec["id"] for codec in self.ok_json("codecs")]
        self.assertEqual([(row["file"], row["codec"]) for row in rows],
                         [(str(self.folder / name), codec) for name in ("a.pgm", "b.pgm") for codec in codecs])
        for row in rows:
            self.assertEqual((row["exact"], row["error"]), (True, None))
            self.assertGreater(row["encode_seconds"], 0)
            self.assertGreater(row["decode_seconds"], 0)

    def test_text_and_chosen_codecs(self):
        path, _ = self.pgm("a.pgm")
        saved = self.folder / "rows.json"
        text = self.ok("bench", path, "-c", "png,jpegxl", "--json-file", saved)
        lines = text.splitlines()
        self.assertTrue(lines[0].startswith("file"))
        self.assertEqual([line.split()[1] for line in lines[1:3]], ["png", "jpegxl"])
        self.assertEqual(sum(line.startswith("geometric mean") for line in lines), 2)
        # Numbers end where their titles end.
        bits_per_pixel = " " + lines[1].split()[-5]
        self.assertEqual(lines[0].index("bits/pixel") + len("bits/pixel"),
                         lines[1].index(bits_per_pixel) + len(bits_per_pixel))
        files, _ = self.files_and_sets(json.loads(saved.read_text()))
        self.assertEqual([row["codec"] for row in files], ["png", "jpegxl"])

    def test_the_same_codec_with_other_parameters(self):
        path, _ = self.pgm("a.pgm")
        rows, sets = self.files_and_sets(
            self.ok_json("bench", path, "-c", "jpegxl,jpegxl:effort=1,jpegxl:mode=lossy:distance=4"))
        self.assertEqual([row["codec"] for row in rows], ["jpegxl"] * 3)
        self.assertEqual([row["parameters"]["effort"] for row in rows], [7, 1, 7])
        self.assertEqual(rows[2]["parameters"]["mode"], "lossy")
        self.assertLess(rows[2]["bytes"], rows[0]["bytes"])
        self.assertIn("jpegxl:effort=1", [row["codec"] for row in sets])
        self.fails("bench", path, "-c", "jpegxl:effort=99", says="effort")
        self.fails("bench", path, "-c", "jpegxl:effort", says="name=value")

    def test_loss_is_shown(self):
        path, _ = self.pgm("a.pgm")
        arguments = ("bench", path, "-c", "png,jpegls:near=3", "--metrics", "mae,ssim,msssim")
        rows = [row for row in self.ok_json(*arguments) if "file" in row]
        for row in rows:
            self.assertEqual(list(row), [*BENCH, "metrics"])
        exact, lossy = rows
        self.assertEqual((exact["max_abs_error"], exact["psnr"]), (0, {"infinite": "identical images"}))
        self.assertIn(lossy["max_abs_error"], (1, 2, 3))
        self.assertGreater(lossy["psnr"], 50)
        self.assertEqual(list(lossy["metrics"]), ["mae", "ssim", "msssim"])
        self.assertEqual((exact["metrics"]["mae"], exact["metrics"]["ssim"]), (0, 1))
        self.assertGreater(lossy["metrics"]["mae"], 0)
        self.assertEqual(list(lossy["metrics"]["msssim"]), ["undefined"])
        lines = self.ok(*arguments).splitlines()
        end = lines[0].index("ssim") + len("ssim")
        self.assertEqual(lines[1][:end].split()[-1], "1")
        self.assertIn(" - ", lines[2])

    def test_a_codec_given_twice_is_refused(self):
        path, _ = self.pgm("a.pgm")
        self.fails("bench", path, "-c", "png,png", says="twice")

    def test_failures_are_rows(self):
        good, _ = self.pgm("a.pgm")
        bad = self.folder / "bad.pgm"
        bad.write_bytes(good.read_bytes()[:100])
        result = self.fails("bench", bad, good, "-c", "png", "--json", says=str(bad))
        rows, sets = self.files_and_sets(self.check_array(result.stdout))
        self.assertEqual(len(rows), 2)
        self.assertEqual((rows[0]["exact"], rows[0]["bytes"]), (False, None))
        self.assertTrue(rows[0]["error"])
        self.assertTrue(rows[1]["exact"])
        self.assertEqual([row["files"] for row in sets], [1, 1])

    def make_sets(self):
        (self.folder / "bone" / "deep").mkdir(parents=True)
        (self.folder / "chest").mkdir()
        for name in ("bone/a.pgm", "bone/deep/b.pgm", "chest/c.pgm"):
            self.pgm(name, seed=len(name))
        self.pgm("loose.pgm", bits=8)

    def test_sets(self):
        self.make_sets()
        rows = self.ok_json("bench", self.folder, "-c", "jpegxl,png")
        files, sets = self.files_and_sets(rows)
        loose = self.folder.name
        order = sorted(["bone", "chest", loose]) + [None]
        self.assertEqual([(row["set"], row["codec"]) for row in sets],
                         [(name, codec) for name in order for codec in ("jpegxl", "png")])
        self.assertEqual({row["set"]: row["files"] for row in sets}, {"bone": 2, "chest": 1, loose: 1, None: 4})

        size = {(row["file"], row["codec"]): row["bytes"] for row in files}
        ratio = {name: size[name, "png"] / size[name, "jpegxl"] for name, _ in size}
        bone = {name: value for name, value in ratio.items() if "/bone/" in name}
        self.assertEqual(len(bone), 2)
        by_key = {(row["set"], row["codec"]): row for row in sets}
        row = by_key["bone", "png"]
        self.assertAlmostEqual(row["relative_bytes"], math.prod(bone.values()) ** 0.5)
        self.assertAlmostEqual(row["worst_ratio"], max(bone.values()))
        self.assertEqual(row["worst_file"], max(bone, key=bone.get))
        self.assertAlmostEqual(by_key[None, "png"]["relative_bytes"], math.prod(ratio.values()) ** 0.25)
        self.assertEqual((by_key["bone", "jpegxl"]["relative_bytes"], by_key["bone", "jpegxl"]["worst_ratio"]), (1, 1))

        chosen = [row for row in files if "/bone/" in row["file"] and row["codec"] == "png"]
        seconds = sum(row["encode_seconds"] for row in chosen)
        self.assertAlmostEqual(row["encode_megapixels_per_second"], 2 * 48 * 37 / 1e6 / seconds)
        self.assertAlmostEqual(row["bits_per_pixel"], math.prod(r["bits_per_pixel"] for r in chosen) ** 0.5)

    def test_set_table(self):
        self.make_sets()
        lines = self.ok("bench", self.folder / "bone", self.folder / "chest" / "c.pgm", "-c", "png,jpegxl").splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("set "))
        self.assertIn("bytes/png", lines[start])
        table = [line.split() for line in lines[start + 1:]]
        self.assertEqual([row[:3] for row in table],
                         [["bone", "png", "1"], ["bone", "jpegxl", "1"], ["chest", "png", "1"],
                          ["chest", "jpegxl", "1"], ["deep", "png", "1"], ["deep", "jpegxl", "1"],
                          ["all", "png", "3"], ["all", "jpegxl", "3"]])
        self.assertEqual(table[0][4:6], ["1.0000", "1.0000"])
        self.assertEqual(table[5][-1], "b.pgm")


if __name__ == "__main__":
    main()
