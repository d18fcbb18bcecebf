/** Which setting made training diverge: found by trying others from the same start, and said in a sentence. */

import { Network, Trainer } from "./engine.js";
import { short, significant } from "./geometry.js";
import { withActivation } from "./playground_design.js";

/** Each setting is tried for so many steps, or fewer where they would take more than so many multiplications. */
const STEPS = 400;
const WORK = 4e6;

/**
 * @param {import("./playground_state.js").PlaygroundState} state
 * @param {import("./training_session.js").Divergence} diverged  @param {{epochs: number}} good  where it goes back to
 */
export function explainDivergence(state, diverged, good) {
  const what = Number.isFinite(diverged.loss)
    ? `the loss grew to ${short(diverged.loss)}`
    : "the loss grew beyond what the computer can hold";
  const back = good.epochs > 0 ? `epoch ${short(good.epochs, 4)}, the last weights that were good` : "the weights it started with";
  return `Training diverged: at step ${diverged.step} ${what}. ${why(state)} The picture shows ${back}.`;
}

function why(state) {
  const { eta, batchSize } = state.training.settings;
  if (state.opaque) return `With η = ${short(eta)} each step goes too far; try a smaller η.`;
  const holds = (changes, spec) => staysFinite(state, changes, spec);
  for (const smaller of [eta / 3, eta / 10, eta / 100]) {
    const tried = significant(smaller, 1);
    if (holds({ eta: tried })) return `The cause is the learning rate: η = ${short(eta)} overshoots, and with η = ${short(tried)} the same start stays in bounds.`;
  }
  if (batchSize !== null && holds({ batchSize: null })) {
    return `The cause is the batch size: with ${batchSize} example${batchSize === 1 ? "" : "s"} a step is too noisy for η = ${short(eta)}; the full batch stays in bounds.`;
  }
  const calm = { layers: calmed(state.spec) };
  if (holds({}, calm)) return `The cause is an activation without an upper bound at η = ${short(eta)}: with tanh in its place the same start stays in bounds.`;
  return `With η = ${short(eta)} each step goes further than the last; try one a hundred times smaller, or Reset.`;
}

function calmed(spec) {
  return spec.layers.reduce((now, { f }, k) => (k < spec.layers.length - 1 && f !== "sigmoid" ? withActivation(now, k, "tanh") : now), spec).layers;
}

/** Whether the same start, trained with these changes, keeps a loss that is no more than twice that of the start. */
function staysFinite(state, changes, spec = state.spec) {
  const { data, training, history: { recipe } } = state;
  const net = new Network(spec, recipe.base.theta);
  const trainer = new Trainer(net, data.x, data.y, { ...training.settings, ...changes });
  const first = trainer.step();
  const steps = Math.min(STEPS, WORK / (net.size * Math.min(data.n, trainer.batchSize ?? data.n)));
  let last = first;
  for (let k = 0; k < steps && Number.isFinite(last); k++) last = trainer.step();
  return trainer.diverged === null && last <= 2 * first + 1;
}
