"""`reproduce` from outside: two shards merged are one run, and what is wrong is told in one line."""

import csv
import filecmp
import html.parser
import shutil
import xml.etree.ElementTree

import harness


class Reproduce(harness.CliTest):
    CODECS = "png,jpegxl,jpegls"

    def images(self):
        """Two sets, five images, one of them beside a data set of each paper."""
        data = self.folder / "data"
        for number, (folder, bits) in enumerate(
                [("mednist8", 8), ("mednist8", 8), ("headct8", 8), ("a, b", 12), ("a, b", 12)]):
            (data / folder).mkdir(parents=True, exist_ok=True)
            width, height = 61 + number, 50 + 2 * number
            harness.write_pgm(data / folder / f"image{number}.pgm", width, height, bits,
                              harness.pixels(width, height, bits, number))
        return data

    def reproduce(self, paper, data, out, *more):
        return self.ok("reproduce", "--paper", paper, "--data", data, "-o", out, "-c", self.CODECS, *more)

    def test_two_shards_merged_are_one_run(self):
        data = self.images()
        for paper in ("dslc", "lfc"):
            out = self.folder / paper
            self.reproduce(paper, data, out / "whole", "-j", 3)
            for shard in (1, 2):
                self.reproduce(paper, data, out / f"part{shard}", "-j", 1, "--shard", f"{shard}/2")
                self.assertEqual({file.name for file in (out / f"part{shard}").iterdir()},
                                 {"records.json", "times.json"})
            self.ok("reproduce", "--merge", out / "part2", out / "part1", "-o", out / "merged")
            whole = {file.name for file in (out / "whole").iterdir()}
            self.assertEqual(whole, {file.name for file in (out / "merged").iterdir()})
            self.assertIn("index.html", whole)
            for name in whole:
                if not name.startswith("times"):
                    self.assertTrue(filecmp.cmp(out / "whole" / name, out / "merged" / name, shallow=False), name)
            with open(out / "merged" / "times.csv", newline="") as file:
                self.assertTrue(all(float(row["encode_seconds"]) > 0 for row in csv.DictReader(file)))

    def test_table_1_holds_true_sizes_beside_the_printed_ones(self):
        data, out = self.images(), self.folder / "out"
        self.reproduce("lfc", data, out)
        with open(out / "table1.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        ours = {(row["codec"], row["set"]): row for row in rows}
        head = ours["jpegxl", "headct8"]
        self.assertEqual((head["system"], head["dataset"], head["printed_BPP"]), ("JPEG-XL", "Head CT", "2.61"))
        self.ok("compress", data / "headct8" / "image2.pgm", "-c", "jpegxl", "-o", self.folder / "one.jxl")
        size = (self.folder / "one.jxl").stat().st_size
        self.assertAlmostEqual(float(head["bits_per_pixel"]), 8 * size / (63 * 54), places=6)
        self.assertEqual(ours["jpegls", "a, b"]["images"], "2")
        missing = {row["system"] for row in rows if not row["codec"]}
        self.assertLessEqual({"WebP", "FLIF", "L3C", "LC-FDNet"}, missing)
        printed = {(row["system"], row["dataset"]) for row in rows if row["printed_BPP"]}
        self.assertEqual(len(printed), 8 * 5)

    def test_the_quality_figures_state_their_parameters(self):
        out = self.folder / "out"
        self.reproduce("dslc", self.images(), out)
        with open(out / "figure8.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["set"] == "all" and row["metric"] == "psnr"]
        self.assertEqual({row["codec"] for row in rows}, {"jpegxl", "jpegls"})
        self.assertTrue(all(row["parameters"] and row["images"] == "5" for row in rows))
        for codec in ("jpegxl", "jpegls"):
            means = [float(row["mean"]) for row in rows if row["codec"] == codec]
            self.assertEqual(len(means), 4)
            self.assertEqual(means, sorted(means, reverse=True))  # coarser and coarser

    def test_the_page_and_its_pictures_are_well_formed(self):
        data, out = self.images(), self.folder / "out"
        log = self.folder / "sweep.csv"
        log.write_text("lambda,step,total_bpp,residual_bpp,lossy_bpp\n0.01,9,4.5,3,1.5\n0.001,9,4,3.5,0.5\n")
        self.reproduce("dslc", data, out, "--lambda-csv", log)
        for picture in out.glob("*.svg"):
            xml.etree.ElementTree.parse(picture)
        self.assertTrue((out / "figure7.svg").exists())
        self.assertEqual((out / "figure7.csv").read_text().splitlines()[1], "0.001,4,3.5,0.5")
        page = (out / "index.html").read_text(encoding="utf-8")
        self.assertTrue(Tags().balanced(page))
        for words in ("cannot be lossless bits per pixel", "0.297", "DSLC-Net: there is no such codec", "a, b"):
            self.assertIn(words, page)
        for outside in ("<script", "<link", "<img", "src=", str(self.folder)):
            self.assertNotIn(outside, page)

    def test_the_residuals_of_the_first_image_of_a_set_are_drawn(self):
        out = self.folder / "out"
        self.CODECS = "png,lfc-unet"
        self.reproduce("lfc", self.images(), out)
        with open(out / "figure5.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["image"] for row in rows if row["part"].endswith("D")],
                         ["a, b/image3.pgm", "headct8/image2.pgm", "mednist8/image0.pgm"])
        for row in rows:
            for law in ("laplace_bits", "logistic_bits"):
                self.assertGreaterEqual(float(row[law]), float(row["entropy_bits"]))
        self.assertEqual(len(list(out.glob("figure4_*.svg"))), 3 * 4)
        with open(out / "table4.csv", newline="") as file:
            streams = [row for row in csv.DictReader(file) if row["image"] == "headct8/image2.pgm"]
        with open(out / "sizes.csv", newline="") as file:
            whole = next(row for row in csv.DictReader(file)
                         if (row["image"], row["codec"]) == ("headct8/image2.pgm", "lfc-unet"))
        self.assertEqual(sum(int(row["bytes"]) for row in streams), int(whole["bytes"]))

    def test_one_bad_image_leaves_the_others(self):
        data, out = self.images(), self.folder / "out"
        bad = data / "headct8" / "bad.pgm"
        bad.write_bytes(b"P5\n40 40\n255\n" + b"\0" * 99)
        result = self.run_cli("reproduce", "--paper", "lfc", "--data", data, "-o", out, "-c", "png")
        if result.returncode == 0:  # passed over while the folder was listed
            self.assertIn("bad.pgm", result.stderr)
        with open(out / "table1.csv", newline="") as file:
            row = next(row for row in csv.DictReader(file) if (row["codec"], row["set"]) == ("png", "headct8"))
        self.assertEqual(row["images"], "1")

    def test_what_is_wrong_is_one_line(self):
        data, out = self.images(), self.folder / "out"
        empty = self.folder / "empty"
        empty.mkdir()
        ask = ("reproduce", "-o", out)
        self.fails(*ask, "--paper", "hevc", "--data", data, says="write dslc or lfc")
        self.fails(*ask, "--paper", "lfc", "--data", empty, says="there is no image in this folder")
        self.fails(*ask, "--paper", "lfc", "--data", self.folder / "none", says="is no folder")
        self.fails(*ask, "--paper", "lfc", "--data", data, "-c", "webp9", says="webp9")
        self.fails(*ask, "--paper", "lfc", "--data", data, "-c", "png,png", says="named twice")
        self.fails(*ask, "--paper", "lfc", "--data", data, "-c", "jpegls:near=2", says="lossless")
        for shard in ("0/2", "3/2", "1", "a/b", "1/2x"):
            self.fails(*ask, "--paper", "lfc", "--data", data, "--shard", shard, says="i from 1 to n")
        self.fails(*ask, "--data", data, says="--paper")
        self.fails(*ask, "--merge", empty, says="records.json")
        self.fails("reproduce", "--paper", "lfc", "--data", data, "-o", data, says="folder of the images")
        self.assertFalse(out.exists())

    def test_shards_that_do_not_belong_together_are_refused(self):
        data, out = self.images(), self.folder / "out"
        part = [self.folder / f"part{i}" for i in range(3)]
        for i in (1, 2):
            self.ok("reproduce", "--paper", "lfc", "--data", data, "-c", "png", "--shard", f"{i}/3", "-o", part[i])
        self.fails("reproduce", "--merge", part[1], part[2], "-o", out, says="shard 3/3 is missing")
        self.fails("reproduce", "--merge", part[1], part[1], "-o", out, says="as")
        self.ok("reproduce", "--paper", "lfc", "--data", data, "-c", "png", "--shard", "1/2", "-o", part[0])
        self.fails("reproduce", "--merge", part[0], part[2], "-o", out, says="is shard 2/3")
        self.ok("reproduce", "--paper", "lfc", "--data", data, "-c", "jpegls", "--shard", "3/3", "-o", part[0])
        self.fails("reproduce", "--merge", *part, "-o", out, says="other codecs")
        shutil.rmtree(data / "headct8")
        self.ok("reproduce", "--paper", "lfc", "--data", data, "-c", "png", "--shard", "3/3", "-o", part[0])
        self.fails("reproduce", "--merge", *part, "-o", out, says="other images")
        self.fails("reproduce", "--merge", *part, "--paper", "lfc", "-o", out, says="--merge")

    def test_damaged_records_are_refused(self):
        data, out, part = self.images(), self.folder / "out", self.folder / "part"
        self.ok("reproduce", "--paper", "lfc", "--data", data, "-c", "png", "--shard", "1/1", "-o", part)
        records = part / "records.json"
        good = records.read_text()
        for text in (good[:len(good) // 2], "[]", "{}", good.replace('"records"', '"other"'),
                     good.replace('"image": 0', '"image": 99'), good.replace('"width": 61', '"width": "x"'),
                     good.replace('"count": 1', '"count": -1')):
            records.write_text(text)
            self.fails("reproduce", "--merge", part, "-o", out, says="records.json")
        log = self.folder / "sweep.csv"
        for text in ("", "a,b\n1,2\n", "lambda,total,residual,lossy\n1,2,x,4\n", "lambda,total,residual,lossy\n0,1,1,1\n"):
            log.write_text(text)
            self.fails("reproduce", "--paper", "dslc", "--data", data, "-o", out, "--lambda-csv", log,
                       says="sweep.csv")


class Tags(html.parser.HTMLParser):
    """Whether every element of a page is closed in its order."""

    def balanced(self, page):
        self.open, self.good = [], True
        self.feed(page)
        return self.good and not self.open

    def handle_starttag(self, tag, attributes):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.good = self.good and bool(self.open) and self.open.pop() == tag


if __name__ == "__main__":
    harness.main()
