"""JavaScript for tests that start a stored widget by themselves: its code, which lies in a file of the whole book."""

CODE_OF = """
  const codeOf = (state) => new Promise((resolve) => {
    const name = state._esm.replace("nnkit-shared:", "");
    const before = window.nnkitShared;
    window.nnkitShared = (_, code) => { window.nnkitShared = before; resolve(code.esm); };
    const base = document.querySelector('script[src*="nnkit-book"]').src;
    const script = Object.assign(document.createElement("script"), {src: new URL(`widgets/${name}.js`, base)});
    document.head.append(script);
  });
"""
