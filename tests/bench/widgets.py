"""The widgets in headless Chromium: how fast the engine trains, how long a frame takes, and whether memory grows.

python tests/bench/widgets.py [minutes]        # writes _build/bench/widgets.md; plays for 5 minutes without a number
"""

import json
import statistics
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "browser"))

from conftest import QuietHandler
from ipywidgets.embed import embed_data
from timing import save, table

import nnkit
from nnkit import widgets
from nnkit.book.chromium import browser
from nnkit.datasets import shapes

DEEP = (2, 8, 8, 8, 8, 8, 8, 1)
GOALS = {(2, 4, 2, 1): 20_000, DEEP: 2_500}
RATIO = 4
FRAME_GOAL, LONG_GOAL, RATE_GOAL = 12, 50, 60
SETTINGS = {"points": 250, "batch": 10, "turns": 9, "milliseconds": 150}
SECONDS = 5
RUNS = 3
FAST = "Infinity"
MODULE = "import('/tests/bench/widgets.js')"


def deep_playground():
    """The deep network with all panels that a chapter shows, on 250 points in batches of 10."""
    net = nnkit.mlp(*DEEP, f=nnkit.tanh, f_out=nnkit.sigmoid, rng=0)
    shown = {"panels": ["network", "map", "loss"], "controls": ["play", "speed"]}
    return widgets.Playground(net, dataset="circles", n=250, n_test=100, batch_size=10, eta=0.03, **shown)


def ten_classes():
    """The linear classifier of the shapes, 10 × 3072 weights."""
    net = nnkit.Network(nnkit.Dense([[0.0] * 3072] * 10, [0.0] * 10))
    return widgets.ImageClassifier(net, *shapes(200, rng=0), test=shapes(60, rng=1))


def descent():
    """The lecture's four points."""
    net = nnkit.Network(nnkit.Dense([[0.2]], None))
    return widgets.DescentExplorer(net, [[1], [2], [3.5], [10]], [[1], [2], [3.5], [10]])


def page_of(*shown):
    """A page with these widgets, started by the book's own script."""
    data = embed_data(shown, drop_defaults=False)
    tag = '<script type="application/vnd.jupyter.widget-{}+json">{}</script>'
    views = "".join(tag.format("view", json.dumps(spec)) for spec in data["view_specs"])
    state = tag.format("state", json.dumps(data["manager_state"]).replace("</", "<\\/"))
    script = '<script src="/nnkit/book/static/nnkit-book.js"></script>'
    return f"<!doctype html><html data-theme=light><meta charset=utf-8><title>bench</title><body>{views}{state}{script}"


class Bench:
    """A browser, and this repository as a site in which pages for the benchmark appear."""

    def __init__(self, browser, home):
        self.browser, self.home = browser, home

    def open(self, html="<!doctype html><title>bench</title>"):
        """Open a page with this text; it watches its frames from the start."""
        page = self.browser.new_page(viewport={"width": 1200, "height": 1000})
        page.route(self.home + "bench", lambda route: route.fulfill(body=html, content_type="text/html"))
        source = (Path(__file__).parent / "widgets.js").read_text(encoding="utf-8")
        page.add_init_script(source[source.index("export function watch") :].replace("export ", "") + "\nwatch();")
        page.goto(self.home + "bench#?")  # where a link holds a state, all widgets start at once
        return page

    def epochs(self, sizes):
        """Median epochs a second of the engine, and its ratio to the reference."""
        page = self.open()
        found = page.evaluate(
            f"([sizes, settings]) => {MODULE}.then((it) => it.epochs(sizes, settings))", [sizes, SETTINGS]
        )
        page.close()
        ratios = [a / b for a, b in zip(found["engine"], found["reference"], strict=True)]
        return statistics.median(found["engine"]), statistics.median(ratios)

    def frames(self, widget, speed):
        """Play one widget: frames a second, their milliseconds (median, 95th percentile), map side, longest task."""
        page = self.open(page_of(widget))
        root = page.locator(".nnkit").first
        root.get_by_label("speed").select_option(speed)
        root.get_by_role("button", name="Play").click()
        page.wait_for_timeout(2000)
        page.evaluate("() => { seen.frames.clear(); seen.long.length = 0; }")
        page.wait_for_timeout(1000 * SECONDS)
        frames, side, long = page.evaluate("() => [[...seen.frames.values()], seen.side, Math.max(0, ...seen.long)]")
        page.close()
        return len(frames) / SECONDS, statistics.median(frames), statistics.quantiles(frames, n=20)[-1], side, long

    def memory(self, minutes):
        """Play three widgets on a page; megabytes of the heap and the number of nodes and listeners, every 10 s."""
        page = self.open(page_of(deep_playground(), ten_classes(), descent()))
        for root in page.locator(".nnkit").all():
            root.get_by_label("speed").select_option(FAST if root.get_by_label("weight w").count() == 0 else "2")
            root.get_by_role("button", name="Play").click()
        cdp, found = page.context.new_cdp_session(page), []
        for _ in range(round(6 * minutes) + 1):
            page.wait_for_timeout(10_000)
            page.evaluate("seen.frames.clear()")  # what this benchmark itself has noted
            cdp.send("HeapProfiler.collectGarbage")
            heap, counters = cdp.send("Runtime.getHeapUsage"), cdp.send("Memory.getDOMCounters")
            found.append((heap["usedSize"] / 2**20, counters["nodes"], counters["jsEventListeners"]))
        page.close()
        return found


def verdict(met):
    """A word for the table."""
    return "met" if met else "not met"


def report(bench, minutes):
    """The lines of the table."""
    for sizes, goal in GOALS.items():
        rate, ratio = bench.epochs(sizes)
        yield f"engine {list(sizes)}, epochs/s", f"{rate:,.0f}", f"≥ {goal:,}", verdict(rate >= goal)
        yield f"engine {list(sizes)} ÷ object per node", f"{ratio:.1f}", f"≥ {RATIO}", verdict(ratio >= RATIO)
    runs = [bench.frames(deep_playground(), "60") for _ in range(RUNS)]
    rate, middle, late, side, long = (statistics.median(run) for run in zip(*runs, strict=True))
    yield (
        f"deep Playground, a frame with {side:.0f} × {side:.0f} maps, ms",
        f"{middle:.1f}",
        f"≤ {FRAME_GOAL}",
        (verdict(middle <= FRAME_GOAL and side == 100)),
    )
    yield "… 95 of 100 frames within, ms", f"{late:.1f}", "–", ""
    yield "… frames/s", f"{rate:.1f}", "–", ""
    yield "… longest task, ms", f"{long:.0f}", f"≤ {LONG_GOAL}", verdict(long <= LONG_GOAL)
    runs = [bench.frames(ten_classes(), FAST) for _ in range(RUNS)]
    rate, middle, late, _, long = (statistics.median(run) for run in zip(*runs, strict=True))
    yield "ImageClassifier 10 × 3072, frames/s", f"{rate:.1f}", f"{RATE_GOAL}", verdict(rate >= RATE_GOAL - 1)
    yield "… a frame, ms", f"{middle:.1f}", "–", ""
    yield "… longest task, ms", f"{long:.0f}", f"≤ {LONG_GOAL}", verdict(long <= LONG_GOAL)
    found = bench.memory(minutes)
    (early, *_), (late, *_) = found[len(found) // 5], found[-1]
    yield (
        f"heap after {minutes:g} minutes of play, MB",
        f"{late:.1f}",
        f"≤ 1.1 · {early:.1f}",
        verdict(late <= 1.1 * early),
    )
    half = len(found) // 2
    for k, name in enumerate(("nodes", "listeners"), 1):
        early, late = (max(one[k] for one in part) for part in (found[:half], found[half:]))
        yield f"… most {name}, first half and second", f"{early}, {late}", "no more", verdict(late <= early)


def main(minutes=5.0):
    """Measure everything, and write the table."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rows = []
    with browser() as chrome:
        for line in report(Bench(chrome, f"http://127.0.0.1:{server.server_port}/"), minutes):
            rows.append(line)
            print(*line, sep=" | ", flush=True)
    server.shutdown()
    save("widgets", "The widgets in Chromium", table(["what", "measured", "goal", ""], rows))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
