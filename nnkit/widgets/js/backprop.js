/** BackpropStepper: the lecture's chain, forward value by value and backward factor by factor, with its numbers. */

import { ACTIVATIONS } from "./activations.js";
import { makeGraph } from "./backprop_graph.js";
import { makeInputs } from "./backprop_inputs.js";
import { makeProducts } from "./backprop_products.js";
import { BackpropState, LARGEST } from "./backprop_state.js";
import { counts, describe, engineInWords, explanation, formulas, phaseInWords, remark } from "./backprop_words.js";
import { button, element, logSlider, playButton, slider } from "./controls.js";
import { Figure, formulaLine, setText, widget } from "./figure.js";
import { short } from "./geometry.js";
import { numberBetween, wholeNumber } from "./link.js";
import { reducedMotion } from "./theme.js";

/** Milliseconds between the steps of Play; with less motion there is more time to look. */
const PACE = 1600;
const CALM_PACE = 3000;

export default widget(BackpropState, class {
  #state;
  #figure;
  #parts;

  constructor(state, model, el) {
    this.#state = state;
    this.#figure = new Figure({
      name: model.get("name"),
      draw: () => this.#show(),
      describe: () => describe(state),
      running: () => state.running,
      schema: () => linkSchema(state),
      values: () => linkValues(state),
      restore: ({ step, ...settings }) => state.startAt(settings, step),
    });
    this.#parts = this.#build();
    this.#figure.mount(this.#parts.root, el, [], (changed) => state.subscribe(changed));
  }

  /** The state lives on while another view shows it. */
  dispose() {
    this.#figure.dispose();
  }

  // ---- Building ----

  #build() {
    const { inputs, show } = makeInputs(this.#state);
    const parts = {
      showInputs: show,
      graph: makeGraph(this.#state, inputs),
      products: makeProducts(this.#state),
      formula: element("div", { className: "nn-formula" }),
      explanation: element("p", { className: "nn-explanation" }),
      count: element("table", { className: "nn-cost" }),
      ...this.#figure.parts,
      ...this.#controls(),
    };
    parts.box = element("div", { className: "nn-box nn-warning" }, parts.remark);
    parts.root = arrange(parts);
    return parts;
  }

  #controls() {
    const state = this.#state;
    return {
      previous: button({ words: "Back", title: "One step back", onClick: () => (state.pause(), state.previous()) }),
      next: button({ words: "Next", main: true, onClick: () => (state.pause(), state.next()) }),
      play: playButton({ main: false, onClick: () => this.#play() }),
      whole: button({ words: "Whole update", title: "Walk to the new loss at once", onClick: () => state.wholeUpdate() }),
      reset: button({ words: "Reset", title: "Back to the first numbers", onClick: () => this.#reset() }),
      place: slider({
        label: "step", lo: 0, hi: state.end, step: 1,
        format: (at) => `${at} of ${state.end}`, speak: (at) => `${at} of ${state.end}, ${phaseInWords(state)}`,
        onInput: (at) => (state.pause(), state.goTo(at)),
      }),
      eta: logSlider({
        label: "learning rate η", lo: 0.01, hi: 10, format: (eta) => short(eta), onInput: (eta) => state.change("eta", eta),
      }),
    };
  }

  // ---- What the reader does ----

  #play() {
    this.#state.pace = reducedMotion() ? CALM_PACE : PACE;
    if (this.#state.running) this.#state.pause();
    else this.#state.play();
  }

  #reset() {
    this.#figure.say("");
    this.#state.reset();
  }

  // ---- Showing ----

  #show() {
    const { showInputs, graph, products } = this.#parts;
    showInputs();
    graph.show();
    products.show();
    this.#showControls();
    this.#showWords();
  }

  #showControls() {
    const { previous, play, place, eta, root } = this.#parts;
    const { at, running, stage } = this.#state;
    previous.element.setAttribute("aria-disabled", String(at === 0)); // switched off, it would lose the focus
    play.set(running);
    place.set(at);
    eta.set(this.#state.eta);
    root.dataset.phase = stage?.phase ?? "start";
  }

  #showWords() {
    const { formula, explanation: words, count, remark: said, box } = this.#parts;
    formula.replaceChildren(...formulas(this.#state).map(formulaLine));
    setText(words, explanation(this.#state));
    count.replaceChildren(...costRows(this.#state));
    const { engine, notice, running } = this.#state;
    this.#figure.tell({ engine, notice, running, words: engineInWords(this.#state) });
    setText(said, remark(this.#state));
    box.classList.toggle("nn-empty", said.textContent === "");
  }
});

function arrange(parts) {
  const { graph, products, formula, explanation: words, count, box, spoken, engine, notice, place, eta, copy } = parts;
  const buttons = ["previous", "next", "play", "whole", "reset"].map((name) => parts[name].element);
  return element(
    "div", { className: "nnkit nn-backprop", attributes: { role: "group", "aria-label": "Backpropagation, step by step" } },
    element(
      "div", { className: "nn-walk" }, graph.element,
      element(
        "div", { className: "nn-side" }, place.element,
        element("div", { className: "nn-buttons" }, ...buttons), element("div", { className: "nn-saying" }, formula, words),
        box, count, eta.element,
      ),
    ),
    products.element,
    spoken,
    notice,
    element("div", { className: "nn-foot" }, engine, copy.element),
  );
}

function costRows(state) {
  const [heads, ...rows] = counts(state);
  const head = (scope) => (words) => element("th", { attributes: { scope } }, words);
  const row = ([name, ...numbers]) => element("tr", {}, head("row")(name), ...numbers.map((number) => element("td", {}, number)));
  return [element("tr", {}, ...heads.map(head("col"))), ...rows.map(row)];
}

function compact(value) {
  return Number(value.toPrecision(6));
}

function linkValues({ chain: { w, b, x, y, f }, eta, at, before }) {
  const from = before ?? { w, b };
  return { w: from.w.map(compact).join(), b: compact(from.b), x, y, f: f.join(), eta, step: at };
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
    step: wholeNumber("step", 0, state.end),
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
