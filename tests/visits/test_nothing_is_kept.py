"""What a visit keeps is small: no Reading outlives the stores because somebody's page is open."""

import json
import subprocess
import sys

from deploy.launcher import ROOT
from tests.visits.inside import VISITS


def test_no_open_page_keeps_a_reading_alive():
    done = subprocess.run(
        [sys.executable, "-m", "tests.visits.inside"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counted = json.loads(done.stdout.strip().splitlines()[-1])
    assert counted == dict.fromkeys(VISITS, 0)
