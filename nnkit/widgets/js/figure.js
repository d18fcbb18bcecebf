/** What a figure does around its picture: redraws, a voice that does not hurry, links to its state. No mathematics. */

import { fromFragment } from "./link.js";

/** The text alternative changes at most once in so many milliseconds. */
const CALM = 500;

/** Draw once in the next frame, however often that is asked for. @returns {{ask: () => void, stop: () => void}} */
export function inNextFrame(draw) {
  let frame = null;
  const run = () => {
    frame = null;
    draw();
  };
  return {
    ask: () => void (frame ??= requestAnimationFrame(run)),
    stop: () => cancelAnimationFrame(frame),
  };
}

/** Keep the words in a live region up to date, at a pace that a screen reader can follow. */
export function calmVoice(place, words, every = CALM) {
  let timer = null;
  let last = -Infinity;
  const speak = () => {
    timer = null;
    last = performance.now();
    setText(place, words());
  };
  return {
    ask: () => void (timer ??= setTimeout(speak, Math.max(0, last + every - performance.now()))),
    stop: () => clearTimeout(timer),
  };
}

/** Live regions speak when their text changes, so it is only touched when it does. */
export function setText(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

/** Whether this figure stands in a published page, the only place whose address leads back to it. */
export function isPublished(root) {
  return root.closest(".nnkit-view") !== null;
}

/**
 * Restore what the page's address says about the figure `name`, now and whenever it changes.
 * @param {(read: {values?: Object<string, any>, problem?: string}) => void} restore  @returns {() => void} stops it
 */
export function followLinks(root, name, schema, restore) {
  if (!isPublished(root)) return () => {};
  const follow = () => {
    const read = fromFragment(location.hash, name, schema);
    if (!read) return;
    restore(read);
    root.scrollIntoView({ block: "nearest" });
  };
  addEventListener("hashchange", follow);
  follow();
  return () => removeEventListener("hashchange", follow);
}

/** Put the state into the address bar and the clipboard. @returns {Promise<string>} what happened, as a sentence */
export async function copyLink(fragment) {
  history.replaceState(history.state, "", fragment);
  const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
  return copied ? "The link is copied; it is in the address bar too." : "The link is in the address bar.";
}
