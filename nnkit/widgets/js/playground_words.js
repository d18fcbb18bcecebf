/** What a Playground says: what it shows now, why a step can't learn, why there is nothing to learn. Text only. */

import { ACTIVATION_NAMES } from "./activations.js";
import { fixed, short } from "./geometry.js";
import { PLANE } from "./plane_data.js";
import { sizesOf } from "./playground_design.js";
import { whyKernel } from "./engine_words.js";

/** @typedef {import("./playground_state.js").PlaygroundState} PlaygroundState */

export const LOSS_NAMES = { squared: "squared, ½(y − ŷ)²", binary_cross_entropy: "binary cross-entropy" };

export const DATASET_NAMES = {
  ...Object.fromEntries(Object.entries(PLANE).map(([name, { words }]) => [name, words])),
  given: "as in the text",
  own: "your own points",
};

/** A loss with four digits behind the point, and more where it takes them. */
export function lossText(loss) {
  return loss > 0 && loss < 0.001 ? short(loss, 2) : fixed(loss, 4);
}

/** "98.5%". */
export function percent(share) {
  return Number.isFinite(share) ? `${short(100 * share, 3)}%` : "–";
}

/** What the figure shows now, for those who can't see it and those who want it in numbers. @param {PlaygroundState} state */
export function describe(state) {
  return [progress(state), results(state), design(state)].filter(Boolean).join(" ");
}

function progress({ training }) {
  const { step, epochs } = training;
  if (step === 0) return "Nothing is trained yet.";
  if (epochs < 1) return `After ${step} step${step === 1 ? "" : "s"}, less than an epoch.`;
  const whole = Math.round(epochs * 100) / 100;
  return `After ${short(whole, 6)} epoch${whole === 1 ? "" : "s"} (${step} steps).`;
}

function results(state) {
  const { data, test } = state;
  if (data.n === 0) return "There are no points yet.";
  const train = state.measure();
  if (Number.isNaN(train.loss)) return "";
  const words = `Loss ${lossText(train.loss)}, ${percent(train.accuracy)} of ${data.n} training points right`;
  if (!test) return `${words}.`;
  const { loss, accuracy } = state.measure(test);
  return `${words}; on ${test.n} test points loss ${lossText(loss)}, ${percent(accuracy)} right.`;
}

function design({ spec, opaque, source }) {
  const data = `Data: ${DATASET_NAMES[source.name] ?? source.name}.`;
  if (opaque) return data;
  const names = spec.layers.map(({ f }) => ACTIVATION_NAMES[f]);
  return `${data} Network ${sizesOf(spec).join("–")} with ${names.join(", ")}.`;
}

/** What the reader should know about these settings; "" when there is nothing to say. @param {PlaygroundState} state */
export function remark(state) {
  if (state.history.divergence) return state.history.divergence;
  if (!state.source.ready) return "There is nothing to learn yet: draw points of both classes, then press Play.";
  if (state.opaque) return state.training.engine === "page" ? whyKernel(state.needsKernel) : state.hint;
  return stepRemark(state) || linearRemark(state) || arrived(state) || state.hint || invitation(state);
}

function stepRemark({ spec, training }) {
  const last = spec.layers.length - 1;
  const where = spec.layers.map(({ f }, k) => (f === "step" ? k : -1)).filter((k) => k >= 0);
  if (where.length === 0) return "";
  const still = training.step > 0 ? "the loss does not move" : "training will not move";
  const flat = "A step is flat: its derivative is 0 wherever it has one, so ∂L/∂w = 0";
  if (where.includes(last)) return `${flat} for every weight, and ${last === 0 || training.step > 0 ? still : "gradient descent can't move any"}. Set weights by hand, or choose sigmoid.`;
  const stuck = last > 0 ? `layer${where.at(-1) > 0 ? "s 1 to" : ""} ${where.at(-1) + 1}` : "it";
  return `${flat} for the weights up to that step: gradient descent leaves ${stuck} as random as ${where.at(-1) > 0 ? "they are" : "it is"}, and trains only what comes after.`;
}

function linearRemark({ spec, training }) {
  const hidden = spec.layers.slice(0, -1);
  if (hidden.length === 0 || hidden.some(({ f }) => f !== "identity")) return "";
  const layers = hidden.length === 1 ? "The hidden layer is" : "All hidden layers are";
  return `${layers} linear, so the whole network is: the boundary stays one straight line${training.step > 0 ? ", however long it trains" : ""}.`;
}

function invitation({ training }) {
  return training.step === 0 ? "Press Play: the boundary moves until the two classes lie on different sides of it." : "";
}

function arrived(state) {
  const { accuracy } = state.measure();
  if (accuracy !== 1) return "";
  const surer = state.training.running ? " The loss still falls, because the answers become surer." : "";
  return `Every training point is on its side of the boundary.${surer}`;
}
