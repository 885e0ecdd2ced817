"""The table that compare prints for programs, against the metrics' reference values and by their own checker;
skipped where the data folder is not set."""

import ast
import json
import os
import pathlib
import subprocess
import sys
import unittest

from harness import CliTest, main


def golden_folder():
    """Where the reference values are: in the data folder or beside it."""
    data = os.environ.get("TRABECULA_TEST_DATA")
    for folder in (pathlib.Path(data) / "metrics", pathlib.Path(data).parent / "metrics") if data else ():
        if (folder / "goldens_public.json").exists():
            return folder
    return None


class Goldens(CliTest):
    @unittest.skipIf(golden_folder() is None, "TRABECULA_TEST_DATA names no folder with or beside metrics/")
    def test_every_published_value(self):
        folder = golden_folder()
        subprocess.run([os.environ["TRABECULA_WRITE_PAIRS"], os.environ["TRABECULA_PAIRS"], self.folder], check=True)
        table = ""
        for pair in json.loads((folder / "goldens_public.json").read_text())["pairs"]:
            name = pair["id"]
            if "ref_file" in pair:
                reference, test = folder / pair["ref_file"], folder / pair["dis_file"]
            else:
                reference, test = self.folder / f"{name}_ref.pgm", self.folder / f"{name}_dis.pgm"
            table += self.ok("compare", reference, test, "--metrics", "all", "--precision", 15, "--pair", name)
        results = self.folder / "results.tsv"
        results.write_text(table)
        checked = subprocess.run([sys.executable, folder / "check_goldens.py", folder / "goldens_public.json", results],
                                 capture_output=True, text=True)
        counts = ast.literal_eval(checked.stdout.splitlines()[-1])
        self.assertEqual((checked.returncode, counts["FAIL"], counts["loose"], counts["missing"]), (0, 0, 0, 0),
                         checked.stdout)
        self.assertGreaterEqual(counts["ok"] + counts["na_ok"], 500, checked.stdout)


if __name__ == "__main__":
    main()
