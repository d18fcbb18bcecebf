/** The colors of the page as it is now, and when they or the pixels change: in the book, in JupyterLab, anywhere. */

/** The names of `nnkit/palette.py`; the style sheet holds each as `--nn-<name>`. */
export const COLORS = [
  "ink", "muted", "paper", "grid", "data", "parameter", "loss", "class0", "class1", "positive", "negative",
];

/** @returns {Object<string, string>} the palette, and the page's `font`, as they hold for `element` */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const colors = Object.fromEntries(COLORS.map((name) => [name, style.getPropertyValue(`--nn-${name}`).trim()]));
  return { ...colors, font: style.fontFamily };
}

/** Call `changed` whenever light and dark may have changed places. @returns {() => void} stops it */
export function watchTheme(changed) {
  const observer = new MutationObserver(() => changed());
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "data-mode", "class"] });
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
  const query = matchMedia("(prefers-color-scheme: dark)");
  const listener = () => changed();
  query.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", listener);
  };
}

/** Call `changed` when the pixels get another size, on another screen or at another zoom. @returns {() => void} stops it */
export function watchPixels(changed) {
  let query = null;
  const stop = () => query?.removeEventListener("change", again);
  const watch = () => {
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", again);
  };
  const again = () => {
    stop();
    watch();
    changed();
  };
  watch();
  return stop;
}

/** Whether the reader asked for less motion. */
export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
