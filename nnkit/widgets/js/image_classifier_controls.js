/** The controls of ImageClassifier. Each maker returns its elements and `show`, which sets them to the state. */

import { button, element, logSlider, playButton, select, toggle } from "./controls.js";
import { short } from "./geometry.js";
import { PAINTS } from "./image_classifier_brush.js";

/** @typedef {import("./image_classifier_state.js").ImageState} ImageState */

const SPEEDS = [["2", "2 a second"], ["6", "6 a second"], ["30", "30 a second"], ["Infinity", "as fast as it goes"]];
const ARROWS = [["←", "left", -1, 0], ["↑", "up", 0, -1], ["↓", "down", 0, 1], ["→", "right", 1, 0]];

/** Play, one step, reset, speed. @param {ImageState} state */
export function playControls(state) {
  const { training } = state;
  const one = state.rule === "perceptron" ? "One trial" : "One step";
  const play = playButton({ onClick: () => (training.running ? training.pause() : training.play()) });
  const step = button({ words: one, onClick: () => (training.pause(), training.advance(1)) });
  const reset = button({ words: "Reset", title: "Back to the first weights", onClick: () => state.reset() });
  const speed = select({ label: "speed", options: SPEEDS, onChange: (pace) => state.setPace(Number(pace)) });
  const show = () => {
    play.set(training.running);
    speed.set(String(training.pace));
  };
  return { elements: [play.element, step.element, reset.element, speed.element], show };
}

/** Which picture. @param {ImageState} state */
export function browseControls(state) {
  const [back, on] = [["Previous", "◀\uFE0E", -1], ["Next", "▶\uFE0E", 1]].map(([words, sign, by]) => {
    const made = button({ words: sign, title: `${words} ${state.noun}`, onClick: () => state.browsing.go(by) });
    made.element.setAttribute("aria-label", `${words} ${state.noun}`);
    made.element.classList.add("nn-sign");
    return made;
  });
  const wrong = toggle({ label: "wrong ones first", onChange: (checked) => state.browsing.sortWrongFirst(checked) });
  const sets = [["train", `training ${state.noun}s`], ["test", `fresh ${state.noun}s`]];
  const set = select({ label: "look at", options: sets, onChange: (name) => state.gallery.show(name, 0) });
  set.element.hidden = state.gallery.sets.test.n === 0;
  const show = () => {
    set.set(state.gallery.at.set);
    wrong.set(state.browsing.wrongFirst);
  };
  return { elements: [back.element, on.element, set.element, wrong.element], show };
}

/** What is done to the picture. @param {ImageState} state  @param {import("./image_classifier_brush.js").Brush} brush */
export function changeControls(state, brush) {
  const arrows = ARROWS.map(([sign, way, across, down]) => {
    const made = button({ words: sign, title: `Shift the ${state.noun} one pixel ${way}`, onClick: () => state.gallery.shift(across, down) });
    made.element.setAttribute("aria-label", `Shift ${way}`);
    made.element.classList.add("nn-sign");
    return made.element;
  });
  const shift = element("div", { className: "nn-arrows", attributes: { role: "group", "aria-label": "Shift" } }, element("span", {}, "shift"), ...arrows);
  const negative = toggle({ label: "negative (1 − x)", onChange: (on) => state.gallery.change({ negative: on }) });
  const undo = button({ words: "Undo", title: `The ${state.noun} as it is in the data`, onClick: () => state.gallery.restore() });
  const paint = select({ label: "draw with", options: Object.keys(PAINTS).map((name) => [name, name]), onChange: (name) => (brush.paint = name) });
  const show = () => {
    negative.set(state.gallery.changes.negative);
    undo.element.setAttribute("aria-disabled", String(!state.gallery.isChanged));
  };
  return { elements: [negative.element, shift, ...(state.gallery.shape.colors > 1 ? [paint.element] : []), undo.element], show };
}

/** The learning rate and the batch size of gradient descent. @param {ImageState} state */
export function settingControls(state) {
  const { training } = state;
  const eta = logSlider({
    label: "learning rate η", lo: 1e-4, hi: 1, format: (value) => short(value), onInput: (value) => training.configure({ eta: value }),
  });
  const own = training.settings.batchSize;
  const sizes = [...new Set([1, 8, 32, own].filter((size) => size))].sort((a, b) => a - b).map((size) => [String(size), String(size)]);
  const batch = select({
    label: `${state.noun}s a step`, options: [...sizes, ["all", "all"]],
    onChange: (size) => training.configure({ batchSize: size === "all" ? null : Number(size) }),
  });
  const show = () => {
    eta.set(training.settings.eta);
    batch.set(String(training.settings.batchSize ?? "all"));
  };
  return { elements: [eta.element, batch.element], show };
}
