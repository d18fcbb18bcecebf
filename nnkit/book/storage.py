"""Where a browser blocks storage, a page keeps it in memory: else the theme's menu, search and colors fail."""

SCRIPT = """<script>
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("");
  } catch {
    const kept = new Map();
    const getItem = (key) => kept.get(key) ?? null;
    const setItem = (key, text) => kept.set(key, String(text));
    const value = { getItem, setItem, removeItem: (key) => kept.delete(key) };
    Object.defineProperty(window, name, { value, configurable: true });
  }
}
</script>"""


def setup(app):
    """Connect to Sphinx."""
    app.connect("html-page-context", add_script)


def add_script(app, pagename, templatename, context, doctree):
    """Put the script in front of the theme's own, which reads the storage first of all."""
    context["metatags"] = context.get("metatags", "") + SCRIPT
