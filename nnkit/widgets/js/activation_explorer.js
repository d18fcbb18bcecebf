/** ActivationExplorer: every activation and its derivative, a movable input, and a gradient through ten layers. */

import { ACTIVATIONS } from "./activations.js";
import { FACTS, REACH } from "./activation_explorer_facts.js";
import { LOOKS, drawFunction, drawGradient, drawSlope } from "./activation_explorer_panels.js";
import { describe, layersInWords, numbers, whereInWords } from "./activation_explorer_words.js";
import { button, draggable, element, radios, slider } from "./controls.js";
import { openCanvas } from "./draw.js";
import { copyLink, followLinks, formulaLine, isPublished, setText } from "./figure.js";
import { clamp, fixed, short } from "./geometry.js";
import { numberBetween, oneOf, toFragment } from "./link.js";
import { Pacing } from "./pacing.js";
import { readTheme, watchTheme } from "./theme.js";

const TRAITS = ["f", "a", "slope", "layers"];
const CHOICES = Object.keys(ACTIVATIONS).map((f) => [f, FACTS[f].title, `nn-look-${LOOKS[f].colour} ${LOOKS[f].line}`]);
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
  #theme = null;
  #plots = {};
  #pacing = new Pacing({
    draw: () => this.#show(), speak: () => setText(this.#parts.spoken, describe(this.#setting)), running: () => false,
  });
  #stops = [];
  #linkProblem = "";

  constructor(model, el) {
    this.#model = model;
    this.#start = this.#setting;
    this.#parts = this.#build();
    el.append(this.#parts.root);
    this.#parts.copy.element.hidden = !isPublished(this.#parts.root);
    this.#listen();
    this.#pacing.changed();
  }

  /** Leave nothing behind: no timer, no observer, no listener. */
  dispose() {
    for (const stop of this.#stops) stop();
    this.#parts.root.remove();
  }

  get #setting() {
    return Object.fromEntries(TRAITS.map((name) => [name, this.#model.get(name)]));
  }

  #set(changes) {
    for (const [name, value] of Object.entries(changes)) this.#model.set(name, value);
    this.#model.save_changes();
  }

  #listen() {
    const changed = () => this.#pacing.changed();
    for (const name of TRAITS) this.#model.on(`change:${name}`, changed);
    this.#stops.push(() => TRAITS.forEach((name) => this.#model.off(`change:${name}`, changed)));
    const observer = new ResizeObserver(changed);
    for (const name of Object.keys(PICTURES)) observer.observe(this.#parts[name]);
    const { root } = this.#parts;
    this.#stops.push(
      () => observer.disconnect(),
      watchTheme(() => this.#recolour()),
      followLinks(root, this.#model.get("name"), SCHEMA, (read) => this.#restore(read)),
      () => this.#pacing.dispose(),
    );
  }

  // ---- Building ----

  #build() {
    const canvas = (label, look) =>
      element("canvas", { className: `nn-panel ${look}`, attributes: { role: "img", "aria-label": label } });
    const parts = {
      value: canvas("The activation f with its tangent at a; the other activations are faint", "nn-ball"),
      slope: canvas("The derivative f′ at a; the other derivatives are faint", "nn-ball"),
      gradient: canvas("What is left of a gradient at each layer of a chain, on a logarithmic axis", "nn-depth"),
      facts: element("p", { className: "nn-facts" }),
      numbers: element("div", { className: "nn-formula" }),
      where: element("p", { className: "nn-where" }),
      layers: element("p", { className: "nn-muted nn-chain-words" }),
      spoken: element("p", { className: "nn-spoken", attributes: { "aria-live": "polite" } }),
      notice: element("p", { className: "nn-notice", attributes: { role: "status" } }),
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
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
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
    this.#linkProblem = "";
    this.#parts.notice.textContent = "";
    this.#set(this.#start);
  }

  #restore({ values, problem = "" }) {
    this.#linkProblem = problem;
    if (values) {
      this.#start = { ...this.#start, ...values };
      this.#set(values);
    }
    this.#pacing.changed();
  }

  async #copyLink() {
    const said = await copyLink(toFragment(this.#model.get("name"), this.#setting));
    setText(this.#parts.notice, said);
  }

  // ---- Showing ----

  #recolour() {
    this.#theme = null;
    this.#pacing.changed();
  }

  #show() {
    const { root } = this.#parts;
    this.#theme ??= readTheme(root);
    for (const [name, draw] of Object.entries(PICTURES)) {
      const { ctx, width, height } = openCanvas(this.#parts[name]);
      this.#plots[name] = width > 0 ? draw(ctx, { width, height }, this.#setting, this.#theme) : null;
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
    s.element.classList.toggle("nn-aside", setting.f !== "leaky_relu");
  }

  #showWords() {
    const { facts, numbers: told, where, layers, notice } = this.#parts;
    const setting = this.#setting;
    facts.replaceChildren(...FACTS[setting.f].facts.map((fact) => element("span", { className: "nn-fact" }, fact)));
    told.replaceChildren(...numbers(setting).map((piece) => formulaLine([piece])));
    setText(where, whereInWords(setting));
    setText(layers, layersInWords(setting));
    if (this.#linkProblem) setText(notice, this.#linkProblem);
  }
}

const SCHEMA = {
  f: oneOf("f", Object.fromEntries(Object.keys(ACTIVATIONS).map((name) => [name, name]))),
  a: numberBetween("a", -REACH, REACH),
  slope: numberBetween("slope", 0, 0.99),
  layers: wholeNumber("layers", 1, 30),
};

function wholeNumber(name, lo, hi) {
  const read = numberBetween(name, lo, hi);
  return (text) => {
    const value = read(text);
    if (!Number.isInteger(value)) throw new Error(`${name} = ${text} is not a whole number`);
    return value;
  };
}

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
