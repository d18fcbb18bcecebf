/** ActivationExplorer: every activation and its derivative, a movable input, and a gradient through ten layers. */

import { ACTIVATIONS, ACTIVATION_NAMES } from "./activations.js";
import { FACTS, REACH } from "./activation_explorer_facts.js";
import { LOOKS, drawFunction, drawGradient, drawSlope } from "./activation_explorer_panels.js";
import { describe, layersInWords, numbers, whereInWords } from "./activation_explorer_words.js";
import { button, draggable, element, radios, slider } from "./controls.js";
import { Figure, formulaLine, panel, setText } from "./figure.js";
import { clamp, fixed, short } from "./geometry.js";
import { numberBetween, oneOf, wholeNumber } from "./link.js";

const TRAITS = ["f", "a", "slope", "layers"];
const CHOICES = Object.keys(ACTIVATIONS).map((f) => [f, ACTIVATION_NAMES[f], `nn-look-${LOOKS[f].color} ${LOOKS[f].line}`]);
const PICTURES = { value: drawFunction, slope: drawSlope, gradient: drawGradient };

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.dispose();
  },
};

class View {
  #model;
  #start;
  #parts;
  #figure;
  #plots = {};

  constructor(model, el) {
    this.#model = model;
    this.#start = this.#setting;
    this.#figure = new Figure({
      name: model.get("name"),
      draw: () => this.#show(),
      describe: () => describe(this.#setting),
      schema: () => SCHEMA,
      values: () => this.#setting,
      restore: (values) => this.#restore(values),
    });
    this.#parts = this.#build();
    const canvases = Object.keys(PICTURES).map((name) => this.#parts[name]);
    this.#figure.mount(this.#parts.root, el, canvases, (changed) => this.#listen(changed));
  }

  dispose() {
    this.#figure.dispose();
  }

  get #setting() {
    return Object.fromEntries(TRAITS.map((name) => [name, this.#model.get(name)]));
  }

  #set(changes) {
    for (const [name, value] of Object.entries(changes)) this.#model.set(name, value);
    this.#model.save_changes();
  }

  #listen(changed) {
    for (const name of TRAITS) this.#model.on(`change:${name}`, changed);
    return () => TRAITS.forEach((name) => this.#model.off(`change:${name}`, changed));
  }

  // ---- Building ----

  #build() {
    const parts = {
      value: panel("nn-panel nn-ball", "The activation f with its tangent at a; the other activations are faint"),
      slope: panel("nn-panel nn-ball", "The derivative f′ at a; the other derivatives are faint"),
      gradient: panel("nn-panel nn-depth", "What is left of a gradient at each layer of a chain, on a logarithmic axis"),
      facts: element("p", { className: "nn-facts" }),
      numbers: element("div", { className: "nn-formula" }),
      where: element("p", { className: "nn-where" }),
      layers: element("p", { className: "nn-muted nn-chain-words" }),
      ...this.#figure.parts,
      ...this.#controls(),
    };
    for (const name of ["value", "slope"]) this.#hold(parts[name], name, parts.a.input);
    parts.root = arrange(parts);
    return parts;
  }

  #controls() {
    return {
      f: radios({
        label: "activation function", options: CHOICES, onChange: (f) => this.#set({ f }),
      }),
      a: slider({ label: "input a", lo: -REACH, hi: REACH, step: 0.05, format: (a) => fixed(a, 2), onInput: (a) => this.#set({ a }) }),
      s: slider({
        label: "slope of leaky ReLU for a ≤ 0", lo: 0, hi: 0.5, step: 0.01, format: (slope) => short(slope),
        onInput: (slope) => this.#set({ slope }),
      }),
      reset: button({ words: "Reset", title: "Back to how this figure began", onClick: () => this.#reset() }),
    };
  }

  #hold(canvas, name, input) {
    draggable(canvas, {
      grab: ([x]) => {
        const plot = this.#plots[name];
        if (!plot || x < plot.left - 10 || x > plot.right + 10) return false;
        input.focus(); // so that the arrow keys go on where the hand left off
        return true;
      },
      move: ([x]) => this.#set({ a: Number(clamp(this.#plots[name].x.back(x), -REACH, REACH).toFixed(2)) }),
    });
  }

  // ---- What the reader does ----

  #reset() {
    this.#figure.say("");
    this.#set(this.#start);
  }

  #restore(values) {
    this.#start = { ...this.#start, ...values };
    this.#set(values);
  }

  // ---- Showing ----

  #show() {
    for (const [name, draw] of Object.entries(PICTURES)) {
      this.#plots[name] = this.#figure.paint(this.#parts[name], (ctx, size) => draw(ctx, size, this.#setting, this.#figure.theme));
    }
    this.#showControls();
    this.#showWords();
  }

  #showControls() {
    const { f, a, s } = this.#parts;
    const setting = this.#setting;
    f.set(setting.f);
    a.set(setting.a);
    s.set(setting.slope);
    s.element.classList.toggle("nn-unused", setting.f !== "leaky_relu");
  }

  #showWords() {
    const { facts, numbers: told, where, layers } = this.#parts;
    const setting = this.#setting;
    facts.replaceChildren(...FACTS[setting.f].facts.map((fact) => element("span", { className: "nn-fact" }, fact)));
    told.replaceChildren(...numbers(setting).map((piece) => formulaLine([piece])));
    setText(where, whereInWords(setting));
    setText(layers, layersInWords(setting));
    this.#figure.tell({});
  }
}

const SCHEMA = {
  f: oneOf("f", Object.fromEntries(Object.keys(ACTIVATIONS).map((name) => [name, name]))),
  a: numberBetween("a", -REACH, REACH),
  slope: numberBetween("slope", 0, 0.99),
  layers: wholeNumber("layers", 1, 30),
};

function arrange(parts) {
  const { f, value, slope, gradient, facts, numbers: told, where, layers, a, s, reset, spoken, notice, copy } = parts;
  return element(
    "div", { className: "nnkit nn-activation", attributes: { role: "group", "aria-label": "Activation functions" } },
    f.element, facts,
    element("div", { className: "nn-panels" }, value, slope),
    element("div", { className: "nn-settings" }, a.element, s.element),
    element("div", { className: "nn-now" }, told, where),
    layers, gradient, spoken, notice,
    element("div", { className: "nn-foot" }, reset.element, copy.element),
  );
}
