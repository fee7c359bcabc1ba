"""A chart is made while another visitor's page is importing pandas."""

import subprocess
import sys

from tests.test_house import FILES, ROOT

MEANWHILE = """
import importlib, sys, threading

half, over = threading.Event(), threading.Event()

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas.core" and not half.is_set():
            half.set()
            over.wait(20)

from lib.charts import {module}
from lib.text.palette import Inks

if "pandas" not in sys.modules:
    sys.meta_path.insert(0, Slow())
    threading.Thread(target=importlib.import_module, args=["pandas"]).start()
    half.wait()
{module}.{chart}
over.set()
"""


def test_no_chart_meets_a_pandas_that_another_thread_is_half_through_importing():
    inks = 'Inks("#000000", "#ffffff")'
    for module, chart in (
        ("step_charts", f"strips(3, 4, {inks})"),
        ("parts", f"bars(3, {inks})"),
        ("measures_map", f"sentence_map(2, 5, {inks})"),
    ):
        code = MEANWHILE.format(module=module, chart=chart)
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-1000:]


def test_altair_is_taken_from_one_place():
    direct = [path.name for path in FILES if "\nimport altair" in path.read_text("utf-8")]
    assert [name for name in direct if name != "notebook.py"] == ["vega.py"]
