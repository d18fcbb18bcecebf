/** What a figure does around its picture: when it is drawn, its colors, its live regions, links to its state, its end. */

import { OWN_KEYS, button, element } from "./controls.js";
import { openCanvas } from "./draw.js";
import { fromFragment, toFragment } from "./link.js";
import { Pacing } from "./pacing.js";
import { readTheme, watchPixels, watchTheme } from "./theme.js";

/** In so many milliseconds, what was hidden for a moment is there again. */
const LOOK_AGAIN = 300;

/**
 * What anywidget calls once for a widget: its state is shared by all its views.
 * @param {new (model: any) => {dispose: () => void}} State  @param {new (state: any, model: any, el: HTMLElement) => {dispose: () => void}} View
 */
export function widget(State, View) {
  return () => {
    let state = null;
    return {
      initialize({ model }) {
        state = new State(model);
        return () => state.dispose();
      },
      render({ model, el }) {
        const view = new View(state, model, el);
        return () => view.dispose();
      },
    };
  };
}

/**
 * @typedef {Object} FigureOptions
 * @property {string} name  what links to the figure begin with
 * @property {() => void} draw  shows everything  @property {() => string} describe  the picture in words
 * @property {() => boolean} [running]  whether it moves by itself
 * @property {() => import("./link.js").Schema} schema  @property {() => Object<string, any>} values  those of a link; raises an Error
 *   with a sentence where a link can't hold them
 * @property {(values: Object<string, any>) => Object<string, any>} [check]  as `fromFragment` has it
 * @property {(values: Object<string, any>) => void} restore  takes over what a link says
 */
export class Figure {
  #options;
  #pacing;
  #theme = null;
  #root = null;
  #note = "";
  #notice = "";
  /** Whether its words were shown once: how a figure begins is no news. */
  #shown = false;
  #stops = [];
  /** The canvases that had no room when they were drawn last. */
  #hidden = new WeakSet();
  #lookAgain = null;

  /** @param {FigureOptions} options */
  constructor(options) {
    this.#options = options;
    const { draw, describe, running = () => false } = options;
    const live = (tag, className, attributes) => element(tag, { className, attributes });
    /** What every figure has, for its view to arrange. */
    this.parts = {
      remark: live("p", "nn-remark", { role: "status", "aria-live": "off" }),
      spoken: live("p", "nn-spoken", { "aria-live": "off" }),
      engine: live("span", "nn-engine", { role: "status", "aria-live": "off" }),
      notice: live("p", "nn-notice", { role: "status" }),
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
    };
    this.#pacing = new Pacing({ draw, running, speak: () => this.#speak(describe()) });
  }

  /**
   * Put it into the page, and follow what changes it: its size, light and dark, the screen's pixels, the page's
   * address, and its state, with which `subscribe` connects it.
   */
  mount(root, el, canvases, subscribe) {
    this.#root = root;
    el.append(root);
    const observer = new ResizeObserver(() => this.changed());
    for (const canvas of canvases) observer.observe(canvas);
    const recolor = () => {
      this.#theme = null;
      this.changed();
    };
    const changed = () => this.changed();
    this.#stops.push(subscribe(changed), watchTheme(recolor), watchPixels(changed), () => observer.disconnect(), this.#followLinks());
    this.changed();
  }

  /** Leave nothing behind: no timer, no observer, no listener. */
  dispose() {
    this.#pacing.dispose();
    clearTimeout(this.#lookAgain);
    for (const stop of this.#stops) stop();
    this.#root.remove();
  }

  /** Something changed: the picture follows in the next frame, the words in a while. */
  changed() {
    this.#pacing.changed();
  }

  /** The colors as they are now. */
  get theme() {
    return (this.#theme ??= readTheme(this.#root));
  }

  /** Draw on an empty canvas; null where it has no room. @param {(ctx, size) => T} draw @template T @returns {T | null} */
  paint(canvas, draw) {
    const { ctx, width, height } = openCanvas(canvas);
    if (width > 0) {
      this.#hidden.delete(canvas);
      return draw(ctx, { width, height });
    }
    if (!this.#hidden.has(canvas)) this.#planToLookAgain();
    this.#hidden.add(canvas);
    return null;
  }

  /**
   * JupyterLab hides everything while it changes its theme, for less than a frame perhaps, which no ResizeObserver
   * notices. What stays hidden longer is noticed when it comes back, so that to look again once is enough.
   */
  #planToLookAgain() {
    clearTimeout(this.#lookAgain);
    this.#lookAgain = setTimeout(() => this.changed(), LOOK_AGAIN);
  }

  #speak(words) {
    setText(this.parts.spoken, words);
    this.#shown = true;
  }

  /** Say something about the figure itself, which comes before any other notice until there is a new one. */
  say(words) {
    this.#note = words;
    this.changed();
  }

  /** Who does the work, and what there is to know about it. It comes before the remark, which it may silence. */
  tell({ engine = "", words = "", notice = "", running = false }) {
    this.#listen(running);
    if (notice !== this.#notice && notice) this.#note = "";
    this.#notice = notice;
    setText(this.parts.engine, words);
    setText(this.parts.notice, this.#note || notice);
    Object.assign(this.#root.dataset, { engine, running });
  }

  /** A screen reader hears of what changes later; while the figure plays, of the picture in words only. */
  #listen(running) {
    const { remark, spoken, engine } = this.parts;
    for (const part of [spoken, engine]) part.setAttribute("aria-live", this.#shown ? "polite" : "off");
    remark.setAttribute("aria-live", this.#shown && !running ? "polite" : "off");
  }

  // ---- Links ----

  /** Only a published page has an address that leads back to this figure. */
  #followLinks() {
    const published = this.#root.closest(".nnkit-view") !== null;
    this.parts.copy.element.hidden = !published;
    if (!published) return () => {};
    const follow = () => this.#follow(location.hash);
    addEventListener("hashchange", follow);
    follow();
    return () => removeEventListener("hashchange", follow);
  }

  #follow(fragment) {
    const { name, schema, check, restore } = this.#options;
    const read = fromFragment(fragment, name, schema(), check);
    if (!read) return;
    this.say(read.problem ?? "");
    if (read.values) restore(read.values);
    this.#bringIntoView();
  }

  /** Canvases, and what stands around the figure, get their height only when they are near the reader. */
  async #bringIntoView() {
    for (let frame = 0; frame < 4; frame++) {
      this.#root.scrollIntoView({ block: "nearest" });
      await new Promise(requestAnimationFrame);
    }
  }

  async #copyLink() {
    const fragment = this.#fragment();
    if (fragment === null) return;
    history.replaceState(history.state, "", fragment);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.say(copied ? "The link is copied; it is in the address bar too." : "The link is in the address bar.");
  }

  /** What leads back to this state; null, and why, where nothing does. */
  #fragment() {
    const { name, values } = this.#options;
    try {
      return toFragment(name, values());
    } catch (error) {
      this.say(error.message);
      return null;
    }
  }
}

/** A canvas with what it shows in words. */
export function panel(className, label) {
  return element("canvas", { className, attributes: { role: "img", "aria-label": label, ...OWN_KEYS } });
}

/** Live regions speak when their text changes, so it is only touched when it does. */
export function setText(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

/** What is counted and measured, name by name. @param {[name: string, value: string][]} parts */
export function showNumbers(place, parts) {
  const text = parts.flat().join();
  if (place.dataset.text === text) return;
  place.dataset.text = text;
  place.replaceChildren(...parts.map(([name, value]) => element("span", {}, `${name} `, element("b", {}, value))));
}

/**
 * A line of a formula, which breaks, where it must, before an equals sign.
 * @param {[words: string, look: string][]} pieces  each with the name of its color or look
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
