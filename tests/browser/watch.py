"""Watches a browser page: what it logs as an error, what it throws, and whom it asks."""

from urllib.parse import urlsplit


class Watch:
    """Everything that went wrong in one page since it was opened.

    `home` is the address below which the page may ask: an origin such as ``http://127.0.0.1:8000/``, or a folder such
    as ``file:///…/html/``. Text that the page makes itself (blob:, data:) is asked of nobody.
    """

    def __init__(self, page, home, expect_errors=()):
        self.home = home
        self.expected = tuple(expect_errors)
        self.errors = []
        self.outside = []
        page.on("console", lambda message: message.type == "error" and self.errors.append(_said(message)))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self.ask(socket.url))
        # The context reports the requests of frames, pop-ups and workers too.
        page.context.on("request", lambda request: self.ask(request.url))

    def ask(self, url):
        """Note a request that leaves home."""
        scheme = urlsplit(url).scheme
        if scheme not in ("blob", "data", "about") and not _as_http(url).startswith(self.home):
            self.outside.append(url)

    def forget(self):
        """Begin anew."""
        self.errors.clear()
        self.outside.clear()

    def problems(self):
        """List what no test may ignore: outside requests, unexpected errors, expected errors that did not come."""
        found = [f"request to another host: {url}" for url in self.outside]
        found += [f"error: {e}" for e in self.errors if not any(text in e for text in self.expected)]
        return found + [f"missing: {text}" for text in self.expected if not any(text in e for e in self.errors)]


def _said(message):
    """Name the file too: for one that cannot be loaded the text alone does not."""
    return f"{message.text} ({message.location['url']})"


def _as_http(url):
    return url.replace("ws", "http", 1) if url.startswith(("ws:", "wss:")) else url
