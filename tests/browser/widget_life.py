"""What every widget has to do: leave nothing behind when it goes, and speak and move no more often than it may."""

# Draws the page's first widget again and again in places of its own, plays it if it plays, and takes it away.
COME_AND_GO = """async (times) => {
  const PREFIX = "nnkit-shared:"; // code and data that lie in files outside of the page
  const contentOf = (reference) => !reference.startsWith(PREFIX) ? reference : new Promise((resolve) => {
    const before = window.nnkitShared;
    window.nnkitShared = (_, content) => { window.nnkitShared = before; resolve(content); };
    const base = document.querySelector('script[src*="nnkit-book"]').src;
    const src = new URL(`widgets/${reference.slice(PREFIX.length)}.js`, base);
    document.head.append(Object.assign(document.createElement("script"), {src}));
  });
  const stored = JSON.parse(document.querySelector('[type="application/vnd.jupyter.widget-state+json"]').textContent);
  const {state, buffers = []} = Object.values(stored.state).find(({state}) => state._esm);
  for (const {path, data} of buffers)
    path.slice(0, -1).reduce((part, key) => part[key], state)[path.at(-1)] =
      new DataView(Uint8Array.from(atob(await contentOf(data)), (c) => c.charCodeAt(0)).buffer);
  const {esm} = await contentOf(state._esm);
  const made = (await import(URL.createObjectURL(new Blob([esm], {type: "text/javascript"})))).default;
  for (let i = 0; i < times; i++) {
    const heard = new Set();
    const model = {get: (name) => state[name], set() {}, save_changes() {}, send() {},
      on: (event, callback) => heard.add(callback), off: (event, callback) => heard.delete(callback)};
    const place = document.body.appendChild(document.createElement("div"));
    const widget = typeof made === "function" ? made() : made;
    const end = widget.initialize?.({model});
    const leave = widget.render({model, el: place});
    [...place.querySelectorAll("button")].find((button) => button.textContent.includes("Play"))?.click();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    leave();
    end?.();
    if (place.childElementCount || heard.size) throw new Error("something was left behind");
    place.remove();
  }
}"""
NOTE_CHANGES = """(root, part) => {
  root.seen = 0;
  root.since = performance.now();
  new MutationObserver(() => root.seen++).observe(root.querySelector(part), {childList: true});
}"""


def assert_it_leaves_nothing_behind(page):
    """Neither an element nor a listener stays of widgets that came and went."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def count():
        page.wait_for_timeout(1000)  # the last view that went may still be in use for a frame or two
        session.send("HeapProfiler.collectGarbage")
        return {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}

    page.evaluate(COME_AND_GO, 3)
    before = count()
    page.evaluate(COME_AND_GO, 20)
    after = count()
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5
    assert after["Nodes"] <= before["Nodes"] + 30


def note_changes(root, part):
    """Count from now on how often a part of a widget changes its text."""
    root.evaluate(NOTE_CHANGES, part)


def changes(root):
    """How often it did."""
    return root.evaluate("root => root.seen")


def changed_at_most_twice_a_second(root):
    """Whether it did not change more often, apart from the two that may fall together at the start."""
    return root.evaluate("root => root.seen <= 2 + (performance.now() - root.since) / 500")
