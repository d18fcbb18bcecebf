/** What a figure does around its picture: live regions, and links to its state. */

import { element } from "./controls.js";
import { fromFragment } from "./link.js";

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
 * @param {(read: {values?: Object<string, any>, problem?: string}) => void} restore
 * @param {(values: Object<string, any>) => Object<string, any>} [check] as `fromFragment` has it
 * @returns {() => void} stops it
 */
export function followLinks(root, name, schema, restore, check) {
  if (!isPublished(root)) return () => {};
  const follow = () => {
    const read = fromFragment(location.hash, name, schema, check);
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

/**
 * A line of a formula, which breaks, where it must, before an equals sign.
 * @param {[words: string, look: string][]} pieces  each with the name of its colour or look
 */
export function formulaLine(pieces) {
  const sides = [[]];
  for (const [words, look] of pieces) {
    for (const [k, text] of words.split(/ (?== )/).entries()) {
      if (k > 0) sides.push([]);
      if (text) sides.at(-1).push(element("span", { className: look && `nn-${look}` }, text));
    }
  }
  const parts = sides.map((side) => element("span", { className: "nn-part" }, ...side));
  return element("p", {}, ...parts.flatMap((part, k) => (k ? [" ", part] : [part])));
}
