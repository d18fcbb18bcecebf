"""The built book, served as a static host does, with text packed by gzip; and the tables that the audits print."""

import contextlib
import functools
import gzip
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
TOOLS = ROOT / ".venv" / "audit" / "node_modules"
PACKED = {".html", ".css", ".js", ".json", ".svg"}


class Packed(SimpleHTTPRequestHandler):
    """Serves files, what is text packed with gzip."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the packed file; anything else is answered as always."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            return super().do_GET()
        body = _packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@functools.cache
def _packed(path):
    return gzip.compress(path.read_bytes(), 6)


@contextlib.contextmanager
def served():
    """Serve the book, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Packed, directory=BOOK))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def chapters():
    """The addresses of the introduction, the chapters and the reference pages within the book."""
    return sorted(path.relative_to(BOOK).as_posix() for path in (BOOK / "chapters").glob("*.html"))


def print_row(cells):
    """Print a line of a table in Markdown, at once."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def print_head(names):
    """Print the head of a table."""
    print_row(names)
    print_row("---" for _ in names)
