"""JavaScript for tests that start a stored widget by themselves: its code and data lie in files outside of the page."""

CODE_OF = """
  const PREFIX = "nnkit-shared:";
  const contentOf = (reference) => !reference.startsWith(PREFIX) ? reference : new Promise((resolve) => {
    const name = reference.slice(PREFIX.length);
    const before = window.nnkitShared;
    window.nnkitShared = (_, content) => { window.nnkitShared = before; resolve(content); };
    const base = document.querySelector('script[src*="nnkit-book"]').src;
    const script = Object.assign(document.createElement("script"), {src: new URL(`widgets/${name}.js`, base)});
    document.head.append(script);
  });
  const codeOf = async (state) => (await contentOf(state._esm)).esm;
"""
