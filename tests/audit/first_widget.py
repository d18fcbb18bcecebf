"""When the first widget of a page works, on a slow phone: the time from the page's load to its first step.

The line and the processor are those of Lighthouse's mobile run: 150 ms there and back, 1.6 Mbit/s, a processor four
times slower than this one. The reader scrolls to the widget as soon as it can be seen, and starts it.
"""

import statistics
import sys

from served import chapters, print_head, print_row, served

from nnkit.book.chromium import browser

RUNS = 3
MOST = 2.5
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
# Resolves with seconds since the page was asked for: when it had loaded, and when the widget did what it was told.
START = """async () => {
  const until = async (find) => {
    while (!find()) await new Promise(requestAnimationFrame);
    return find();
  };
  const view = document.querySelector(".nnkit-view");
  const root = await until(() => {
    view.scrollIntoView({ block: "center", behavior: "instant" }); // again, since what stands above may still grow
    return view.dataset.view === "running" && view.querySelector(".nnkit");
  });
  const before = root.textContent;
  root.querySelector(".nn-main")?.click();
  if (root.querySelector(".nn-main")) await until(() => root.textContent !== before);
  const works = performance.now();
  const loaded = await until(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
  return [loaded / 1000, works / 1000];
}"""


def measure(chrome, address):
    """Seconds until the page has loaded, and until its widget works."""
    context = chrome.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".nnkit-view", state="attached", timeout=60_000)
    found = page.evaluate(START)
    context.close()
    return found


def main():
    """Print the table, and return whether a widget comes too late."""
    late = []
    with served() as home, browser() as chrome:
        print_head(["page", "loaded after s", "first widget works after s", f"after the load, s (≤ {MOST})"])
        for page in [page for page in chapters() if page[9].isdigit() or "intro" in page]:
            runs = [measure(chrome, home + page) for _ in range(RUNS)]
            loaded, works, wait = (
                statistics.median(run) for run in zip(*[(*r, r[1] - r[0]) for r in runs], strict=True)
            )
            print_row([page, f"{loaded:.2f}", f"{works:.2f}", f"{wait:.2f}"])
            late += [page] * (wait > MOST)
    print(f"Too late: {', '.join(late)}" if late else "Every first widget is there in time.")
    return bool(late)


if __name__ == "__main__":
    sys.exit(main())
