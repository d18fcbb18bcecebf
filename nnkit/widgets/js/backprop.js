/** BackpropStepper: the lecture's chain, forward value by value and backward factor by factor, with its numbers. */

import { ACTIVATIONS } from "./activations.js";
import { parametersOf, nameOf } from "./backprop_chain.js";
import { makeGraph } from "./backprop_graph.js";
import { makeProducts } from "./backprop_products.js";
import { BackpropState, LARGEST } from "./backprop_state.js";
import { countInWords, describe, engineInWords, explanation, formulas, phaseInWords, remark } from "./backprop_words.js";
import { button, element, logSlider, numberField, select, slider } from "./controls.js";
import { calmVoice, copyLink, followLinks, inNextFrame, isPublished, setText } from "./figure.js";
import { short } from "./geometry.js";
import { numberBetween, toFragment } from "./link.js";
import { reducedMotion } from "./theme.js";

const NAMES = { relu: "ReLU", leaky_relu: "leaky ReLU" };
/** Milliseconds between the steps of Play; with less motion there is more time to look. */
const PACE = 1600;
const CALM_PACE = 3000;

/** anywidget calls this once for a widget: its state is shared by all its views. */
export default function backpropStepper() {
  const shared = {};
  return {
    initialize({ model }) {
      shared.state = new BackpropState(model);
      return () => shared.state.dispose();
    },
    render({ model, el }) {
      const view = new View(shared.state, model, el);
      return () => view.dispose();
    },
  };
}

class View {
  #state;
  #name;
  #parts;
  #frame = inNextFrame(() => this.#show());
  #voice;
  #stops = [];
  #linkProblem = "";

  constructor(state, model, el) {
    this.#state = state;
    this.#name = model.get("name");
    this.#parts = this.#build();
    this.#voice = calmVoice(this.#parts.spoken, () => describe(state));
    el.append(this.#parts.root);
    this.#parts.copy.element.hidden = !isPublished(this.#parts.root);
    this.#stops.push(state.subscribe(() => this.#frame.ask()), this.#frame.stop, this.#voice.stop);
    this.#stops.push(followLinks(this.#parts.root, this.#name, linkSchema(state), (read) => this.#restore(read)));
    this.#show();
  }

  /** Leave nothing behind: no timer, no listener. The state lives on while another view shows it. */
  dispose() {
    for (const stop of this.#stops) stop();
    this.#parts.root.remove();
  }

  // ---- Building ----

  #build() {
    const inputs = this.#inputs();
    const parts = {
      inputs,
      graph: makeGraph(this.#state, mapped(inputs, ({ element: input }) => input)),
      products: makeProducts(this.#state),
      formula: element("div", { className: "nn-formula" }),
      explanation: element("p", { className: "nn-explanation" }),
      count: element("div", { className: "nn-count" }),
      remark: element("p", { className: "nn-remark", attributes: { role: "status" } }),
      spoken: element("p", { className: "nn-spoken", attributes: { "aria-live": "polite" } }),
      engine: element("span", { className: "nn-engine", attributes: { role: "status" } }),
      notice: element("p", { className: "nn-notice", attributes: { role: "status" } }),
      ...this.#controls(),
    };
    parts.box = element("div", { className: "nn-box nn-warning" }, parts.remark);
    parts.root = arrange(parts);
    return parts;
  }

  /** A field for each number that the reader may set, and a menu for each activation. */
  #inputs() {
    const state = this.#state;
    const field = (key, colour) => numberField({
      label: nameOf(key), lo: -LARGEST, hi: LARGEST, step: 0.1, colour, onInput: (value) => state.change(key, value),
    });
    const menu = (k) => select({
      label: nameOf(`f${k + 1}`), options: activationOptions(state.chain.slopes[k]), onChange: (name) => state.change(`f${k + 1}`, name),
    });
    const inputs = { x: field("x", "nn-data"), y: field("y", "nn-data") };
    for (const key of parametersOf(state.n)) inputs[key] = field(key, "nn-parameter");
    state.chain.w.forEach((_, k) => (inputs[`f${k + 1}`] = menu(k)));
    return inputs;
  }

  #controls() {
    const state = this.#state;
    return {
      previous: button({ words: "◂ Back", title: "One step back", onClick: () => (state.pause(), state.previous()) }),
      next: button({ words: "Next ▸", main: true, onClick: () => (state.pause(), state.next()) }),
      play: button({ words: "▶\uFE0E Play", onClick: () => this.#play() }),
      whole: button({ words: "Whole update", title: "Walk to the new loss at once", onClick: () => state.wholeUpdate() }),
      reset: button({ words: "Reset", title: "Back to the first numbers", onClick: () => this.#reset() }),
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
      place: slider({
        label: "step", lo: 0, hi: state.end, step: 1, format: (at) => `${at} of ${state.end}`, speak: (at) => `${at} of ${state.end}, ${phaseInWords(state)}`,
        onInput: (at) => (state.pause(), state.goTo(at)),
      }),
      eta: logSlider({ label: "learning rate η", lo: 0.01, hi: 10, format: (eta) => short(eta), onInput: (eta) => state.change("eta", eta) }),
    };
  }

  // ---- What the reader does ----

  #play() {
    this.#state.pace = reducedMotion() ? CALM_PACE : PACE;
    if (this.#state.running) this.#state.pause();
    else this.#state.play();
  }

  #reset() {
    this.#linkProblem = "";
    this.#state.reset();
  }

  #restore({ values, problem = "" }) {
    this.#linkProblem = problem;
    if (values) {
      const { step, ...settings } = values;
      this.#state.startAt(settings, step);
    }
    this.#frame.ask();
  }

  async #copyLink() {
    const { chain: { w, b, x, y, f }, eta, at, before } = this.#state;
    const from = before ?? { w, b };
    const values = { w: from.w.map(compact).join(), b: compact(from.b), x, y, f: f.join(), eta, step: at };
    this.#parts.notice.textContent = await copyLink(toFragment(this.#name, values));
  }

  // ---- Showing ----

  #show() {
    const { graph, products, spoken } = this.#parts;
    this.#showControls();
    graph.show();
    products.show();
    this.#showWords();
    if (spoken.textContent === "") setText(spoken, describe(this.#state));
    this.#voice.ask();
  }

  #showControls() {
    const { inputs, previous, play, place, eta, root } = this.#parts;
    const { chain, at, running, stage } = this.#state;
    for (const [key, input] of Object.entries(inputs)) input.set(settingOf(key, chain));
    previous.element.disabled = at === 0;
    play.set(running ? "❚❚ Pause" : "▶\uFE0E Play");
    place.set(at);
    eta.set(this.#state.eta);
    root.dataset.phase = stage?.phase ?? "start";
  }

  #showWords() {
    const { formula, explanation: words, count, engine, notice, remark: said, box, root } = this.#parts;
    formula.replaceChildren(...formulas(this.#state).map(formulaLine));
    setText(words, explanation(this.#state));
    const { now, reuse, scratch, all } = countInWords(this.#state);
    count.replaceChildren(countLine(now, reuse, scratch), element("span", { className: "nn-muted" }, all));
    setText(engine, engineInWords(this.#state));
    setText(notice, this.#linkProblem || this.#state.notice);
    setText(said, remark(this.#state));
    box.classList.toggle("nn-empty", said.textContent === "");
    root.dataset.engine = this.#state.engine;
  }
}

function arrange(parts) {
  const { graph, products, formula, explanation: words, count, box, spoken, engine, notice, place, eta, copy } = parts;
  const buttons = ["previous", "next", "play", "whole", "reset"].map((name) => parts[name].element);
  return element(
    "div", { className: "nnkit nn-backprop", attributes: { role: "group", "aria-label": "Backpropagation, step by step" } },
    element(
      "div", { className: "nn-walk" }, graph.element,
      element("div", { className: "nn-side" }, place.element, element("div", { className: "nn-buttons" }, ...buttons), element("div", { className: "nn-step" }, formula, words), box, count, eta.element),
    ),
    products.element,
    spoken,
    notice,
    element("div", { className: "nn-foot" }, engine, copy.element),
  );
}

function formulaLine(pieces) {
  return element("p", {}, ...pieces.map(([words, kind]) => element("span", { className: kind && `nn-${kind}` }, words)));
}

function countLine(now, reuse, scratch) {
  const strong = (words) => element("strong", {}, words);
  return element("span", {}, `Multiplications (${now}): `, strong(reuse), " with re-use, ", strong(scratch), " from scratch");
}

function activationOptions(slope) {
  return Object.keys(ACTIVATIONS).map((name) => [name, name === "leaky_relu" ? `leaky ReLU, ${short(slope)}` : (NAMES[name] ?? name)]);
}

/** What the chain has at a key such as "w2", "b" or "f1". */
function settingOf(key, chain) {
  const [, name, place] = /^(\D+)(\d*)$/.exec(key);
  return place ? chain[name][place - 1] : chain[name];
}

function compact(value) {
  return Number(value.toPrecision(6));
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function linkSchema(state) {
  const number = (name) => numberBetween(name, -LARGEST, LARGEST);
  return {
    w: list("w", state.n, number("w")),
    b: number("b"),
    x: number("x"),
    y: number("y"),
    f: list("f", state.n, activation),
    eta: numberBetween("eta", 1e-6, 100),
    step: wholeUpTo(state.end),
  };
}

/** A reader for as many values as the chain has layers, with commas between. */
function list(name, n, read) {
  return (text) => {
    const values = text.split(",");
    if (values.length !== n) throw new Error(`${name} has ${values.length} values and the chain ${n} layers`);
    return values.map(read);
  };
}

function activation(text) {
  if (Object.hasOwn(ACTIVATIONS, text)) return text;
  throw new Error(`f = “${text}” is none of ${Object.keys(ACTIVATIONS).join(", ")}`);
}

function wholeUpTo(end) {
  const read = numberBetween("step", 0, end);
  return (text) => {
    const value = read(text);
    if (!Number.isInteger(value)) throw new Error(`step = ${text} is not a whole number`);
    return value;
  };
}
