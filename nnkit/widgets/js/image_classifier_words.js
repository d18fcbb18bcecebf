/** What ImageClassifier says in words: where it is, what just happened, and what the pictures show. */

import { changesAnything } from "./image_classifier_pixels.js";
import { whyKernel } from "./engine_words.js";

/** @typedef {import("./image_classifier_state.js").ImageState} ImageState */

/** A share as people write it: 94.9%. */
export function percent(share, digits = 1) {
  return `${(100 * share).toFixed(share === 1 || share === 0 ? 0 : digits)}%`;
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Which picture it is, and what the network makes of it. @param {ImageState} state @returns {[string, string]} */
export function caption(state) {
  const { at, set, label } = state.gallery;
  const which = at.set === "test" ? "fresh" : "training";
  return [`${which} ${state.noun} ${at.index + 1} of ${set.n}: ${state.names[label]}`, verdict(state)];
}

function verdict(state) {
  const { answers: { now }, gallery: { label } } = state;
  if (!now) return "no answer without a kernel";
  const { winner } = now;
  return winner === label ? `answer: ${state.names[winner]}, correct` : `answer: ${state.names[winner]}, wrong`;
}

/** What is counted and measured, name by name. @param {ImageState} state @returns {[string, string][]} */
export function numbers(state) {
  const trials = state.rule === "perceptron";
  const parts = [[trials ? "trials" : "steps", String(state.training.step)]];
  const { trials: { mistakes, recent }, loss, curve: { at, train, test } } = state.progress;
  if (trials && mistakes !== null) parts.push(["mistakes", `${mistakes}${lately(recent)}`]);
  if (!trials && loss !== null) parts.push(["loss", lossText(loss)]);
  const { sets } = state.gallery;
  if (at.length) parts.push([`${sets.train.n} training ${state.noun}s`, `${percent(train.at(-1))} correct`]);
  if (test.length) parts.push([`${sets.test.n} fresh ${state.noun}s`, `${percent(test.at(-1))} correct`]);
  return parts;
}

/** The mistakes among the last trials; "" while there are none of which the page knows. */
function lately(recent) {
  return recent.length ? `, ${recent.filter((wrong) => wrong > 0).length} in the last ${recent.length}` : "";
}

function lossText(loss) {
  return loss >= 100 ? loss.toExponential(1) : loss.toFixed(loss < 1 ? 3 : 2);
}

/** What to notice now. @param {ImageState} state */
export function remark(state) {
  if (state.training.diverged) {
    return `The loss is no longer a finite number: with η = ${state.training.settings.eta} each step overshoots. Reset, and try a smaller η.`;
  }
  const { gallery, progress } = state;
  if (changesAnything(gallery.changes) && progress.rightChanged !== null) return remarkOnChanges(state);
  if (gallery.drawn.size > 0) return `You changed ${plural(gallery.drawn.size, "pixel")}. ${scoresNow(state)}`;
  if (progress.rest === "done") return `A whole pass through all ${gallery.sets.train.n} ${state.noun}s without a mistake: from here on nothing changes any more.`;
  if (progress.trials.last) return remarkOnTrial(state);
  return remarkOnStart(state);
}

function remarkOnChanges({ gallery: { tested, changes }, progress, noun }) {
  const which = tested === "test" ? "fresh" : "training";
  const how = inWords(changes);
  const [changed, same] = [progress.rightChanged, progress.curve[tested].at(-1)];
  return `All ${which} ${noun}s ${how}: ${percent(changed)} correct. As they are: ${percent(same)}. Training still shows them as they are.`;
}

/** The changes as one says them: "inverted, shifted 2 right and 1 up". */
export function inWords({ across, down, negative }) {
  const ways = [];
  if (across) ways.push(`${Math.abs(across)} ${across > 0 ? "right" : "left"}`);
  if (down) ways.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  return [...(negative ? ["inverted"] : []), ...(ways.length ? [`shifted ${ways.join(" and ")}`] : [])].join(", ");
}

function scoresNow(state) {
  const { names, answers: { now }, gallery: { label } } = state;
  if (!now) return "Only Python can say what it answers now.";
  return `The answer is ${names[now.winner]}${now.winner === label ? ", still correct" : `, no longer ${names[label]}`}.`;
}

function remarkOnTrial(state) {
  const { index, label, wrong } = state.progress.trials.last;
  const { noun, names } = state;
  const begin = `Trial ${state.training.step}: ${noun} ${index + 1}, ${names[label]}.`;
  if (!wrong) return `${begin} The answer was correct, so nothing changed.`;
  return label === 1
    ? `${begin} The answer was ${names[0]}, a mistake: the ${noun} was added to W, and b went up.`
    : `${begin} The answer was ${names[1]}, a mistake: the ${noun} was subtracted from W, and b went down.`;
}

function remarkOnStart(state) {
  const { step, mistakes } = state.warmUp;
  const here = onlySome(state);
  if (state.opaque && state.training.engine === "page") return whyKernel(state.needsKernel);
  if (state.training.step === 0) return `Nothing is learned yet.${here}`;
  if (state.training.step !== step) return here.trim();
  const done = state.rule === "perceptron" ? `${plural(step, "trial")} are done, with ${plural(mistakes, "mistake")}` : `${plural(step, "step")} are done${onAll(state)}`;
  return `${done}. ${state.rule === "perceptron" ? `Press One trial: only a mistake changes W.` : `Press Play and watch the ${state.opaque ? "scores" : "rows of W"}.`}${here}`;
}

function onAll({ gallery: { sets: { train } } }) {
  return train.all > train.n ? `, on ${train.all} images` : "";
}

/** In a page there may be fewer pictures than Python has. */
function onlySome({ training, gallery: { sets: { train } }, noun }) {
  if (train.all === train.n) return "";
  return training.engine === "kernel"
    ? ` The kernel trains on all ${train.all} ${noun}s; the page shows the first ${train.n}.`
    : ` In this page it trains on ${train.n} of the ${train.all} ${noun}s.`;
}

/** What the pictures show, for those who don't see them. @param {ImageState} state */
export function describe(state) {
  const [which, answer] = caption(state);
  const { isChanged, changes, drawn } = state.gallery;
  const how = isChanged ? ` (${[inWords(changes), drawn.size ? "drawn on" : ""].filter(Boolean).join(", ")})` : "";
  const now = numbers(state).map(([name, value]) => `${name} ${value}`).join(", ");
  return `The ${which}${how}. ${scores(state)}${answer}. ${now.charAt(0).toUpperCase()}${now.slice(1)}.`;
}

function scores(state) {
  const { now } = state.answers;
  if (!now) return "";
  const { outputs, sums } = now;
  const name = state.opaque ? "output ŷ" : "sum a";
  if (outputs.length === 1) return `The ${name} is ${sums[0].toFixed(Number.isInteger(sums[0]) ? 0 : 2).replace("-", "−")}; `;
  const order = Array.from(outputs, (_, k) => k).sort((j, k) => outputs[k] - outputs[j]);
  const best = order.slice(0, 3).map((k) => `${state.names[k]} ${outputs[k].toFixed(1).replace("-", "−")}`);
  return `The highest scores are ${best.join(", ")}; `;
}
