/** The state of an ImageClassifier as the end of an address: which picture, what was done to it, and η. */

import { numberBetween, oneOf, wholeNumber } from "./link.js";

/** @typedef {import("./image_classifier_state.js").ImageState} ImageState */

/** How each key of a link is read. @param {ImageState} state */
export function linkSchema(state) {
  const { rows, columns } = state.gallery.shape;
  const most = Math.max(state.gallery.sets.train.n, state.gallery.sets.test.n);
  return {
    set: oneOf("set", { training: "train", ...(state.gallery.sets.test.n ? { fresh: "test" } : {}) }),
    image: wholeNumber("image", 1, most),
    across: wholeNumber("across", -Math.floor(columns / 2), Math.floor(columns / 2)),
    down: wholeNumber("down", -Math.floor(rows / 2), Math.floor(rows / 2)),
    negative: oneOf("negative", { yes: true, no: false }),
    eta: numberBetween("eta", 1e-6, 100),
  };
}

/** What the keys together mean. */
export function checkedLink(values, state) {
  const set = values.set ?? state.gallery.at.set;
  const image = values.image ?? 1;
  const { n } = state.gallery.sets[set];
  if (image > n) throw new Error(`image = ${image} is not between 1 and ${n}`);
  return { ...values, set, image };
}

/** @param {ImageState} state */
export function linkValues(state) {
  const { across, down, negative } = state.gallery.changes;
  return {
    set: state.gallery.at.set === "test" ? "fresh" : "training",
    image: state.gallery.at.index + 1,
    across,
    down,
    negative: negative ? "yes" : "no",
    ...(state.rule === "gradient" ? { eta: state.training.settings.eta } : {}),
  };
}
