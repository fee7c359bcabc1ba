"""Ask whether any locked package has a known vulnerability.

    make audit

Exit status 1 where one has. A closed network, or a mirror that knows no vulnerabilities, must not
fail a build: then it is 0, and the last line says how many packages were not checked.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("app", "dev")
PATIENCE = 10  # seconds for one answer of the index


def report(answer: str) -> tuple[list[str], int, int]:
    """(findings, packages checked, packages not checked) of pip-audit's JSON."""
    packages = json.loads(answer)["dependencies"]
    checked = [package for package in packages if "skip_reason" not in package]
    findings = [
        f"{package['name']} {package['version']}: {found['id']}"
        + (f", mended in {', '.join(found['fix_versions'])}" if found["fix_versions"] else "")
        for package in checked
        for found in package["vulns"]
    ]
    return findings, len(checked), len(packages) - len(checked)


def main() -> int:
    command = [ROOT / ".venv/tools/bin/pip-audit", "--disable-pip", "--progress-spinner=off"]
    command += ["--require-hashes", f"--timeout={PATIENCE}", "--format=json"]
    for name in LOCKS:
        command += ["-r", ROOT / "requirements" / f"{name}.txt"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        findings, checked, skipped = report(done.stdout)
    except (ValueError, KeyError):  # no JSON: no index answered at all
        last = (done.stderr.strip() or "no answer").splitlines()[-1]
        print(f"▸ audit: nothing was checked, no index answered: {last[:200]}")
        return 0
    print("\n".join(findings), end="\n" if findings else "")
    print(f"▸ audit: {checked} packages checked, {len(findings)} known vulnerabilities", end="")
    print(f"; {skipped} that this index knows nothing of" if skipped else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
