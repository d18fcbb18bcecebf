/** DescentExplorer: y = wx on its data, beside its loss L(w) with a ball on it, going down step by step. */

import { button, draggable, element, logSlider, passFocus, playButton, select, slider } from "./controls.js";
import { drawData, drawHistory, drawLoss } from "./descent_panels.js";
import { DescentState } from "./descent_state.js";
import { LOSS_NAMES, describe, etaInWords, remark, updateFormula } from "./descent_words.js";
import { formulaLine, panel, setText, widget } from "./figure.js";
import { fixed, short } from "./geometry.js";
import { numberBetween, oneOf } from "./link.js";
import { TrainingFigure } from "./training_figure.js";

const SPEEDS = [["2", "2 steps a second"], ["6", "6 steps a second"], ["30", "30 steps a second"], ["Infinity", "as fast as it goes"]];
const BATCHES = [["full", "all points (full batch)"], ["one", "one sample at a time"]];
/** The ball is taken hold of within so many pixels. */
const REACH = 28;
export default widget(DescentState, class {
  #state;
  #training;
  #figure;
  #parts;
  #plot = null;

  constructor(state, model, el) {
    this.#state = state;
    this.#training = state.training;
    this.#figure = new TrainingFigure(model, state, { draw: () => this.#show(), describe, link: { schema: linkSchema, values: linkValues } });
    this.#parts = this.#build();
    const canvases = ["data", "loss", "history"].map((name) => this.#parts[name]);
    this.#figure.mount(this.#parts.root, el, canvases, (changed) => this.#training.subscribe(changed));
  }

  /** The state lives on while another view shows it. */
  dispose() {
    this.#figure.dispose();
  }

  // ---- Building ----

  #build() {
    const parts = {
      data: panel("nn-panel", "The data points, the line y = wx and its misses"),
      loss: panel("nn-panel nn-ball", "The loss L(w), with a ball at the current w and the steps it makes"),
      history: panel("nn-panel nn-strip", "The loss after each step"),
      formula: element("div", { className: "nn-formula" }),
      ...this.#figure.parts,
      ...this.#buttons(),
      ...this.#settings(),
    };
    this.#holdBall(parts);
    parts.box = element("div", { className: "nn-box" }, parts.remark, parts.resetHere.element);
    parts.root = arrange(parts);
    return parts;
  }

  #buttons() {
    const training = this.#training;
    return {
      play: playButton({ onClick: () => (training.running ? training.pause() : training.play()) }),
      step: button({ words: "One step", onClick: () => (training.pause(), training.advance(1)) }),
      reset: button({ words: "Reset", title: "Back to the first w", onClick: () => this.#reset() }),
      resetHere: button({ words: "Back to the start", onClick: () => this.#resetFromBox() }),
    };
  }

  #settings() {
    const training = this.#training;
    const [lo, hi] = this.#state.home;
    return {
      w: slider({
        label: "weight w", lo, hi, step: (hi - lo) / 400, format: (w) => fixed(w, 3), color: "nn-parameter",
        onInput: (w) => this.#state.place(Number(w.toFixed(6))),
      }),
      eta: logSlider({
        label: "learning rate η", lo: 1e-4, hi: 1, format: (eta) => short(eta), speak: () => etaInWords(this.#state),
        onInput: (eta) => training.configure({ eta }),
      }),
      kind: select({ label: "loss", options: Object.entries(LOSS_NAMES), onChange: (loss) => training.configure({ loss }) }),
      batch: select({
        label: "each step looks at", options: BATCHES, onChange: (batch) => training.configure({ batchSize: batchSize(batch) }),
      }),
      speed: select({ label: "speed", options: SPEEDS, onChange: (pace) => this.#setPace(Number(pace)) }),
    };
  }

  #holdBall({ loss, w }) {
    const [lo, hi] = this.#state.home;
    const near = ([x, y]) => {
      const plot = this.#plot;
      return plot && Math.hypot(x - plot.x.at(this.#state.w), y - plot.y.at(this.#state.lossAt(this.#state.w))) < REACH;
    };
    draggable(loss, {
      grab: (place) => {
        if (!near(place)) return false;
        w.input.focus(); // so that the arrow keys go on where the hand left off
        return true;
      },
      move: ([x]) => this.#state.place(Number(Math.min(hi, Math.max(lo, this.#plot.x.back(x))).toFixed(3))),
      hover: (place) => loss.classList.toggle("nn-near", Boolean(near(place))),
    });
  }

  // ---- What the reader does ----

  #reset() {
    this.#figure.say("");
    this.#training.pause();
    this.#training.restart();
  }

  #resetFromBox() {
    this.#reset();
    passFocus(this.#parts.resetHere.element);
  }

  #setPace(pace) {
    this.#training.pace = pace;
    this.#figure.changed();
  }

  // ---- Showing ----

  #show() {
    this.#paint("data", drawData);
    this.#plot = this.#paint("loss", drawLoss);
    this.#paint("history", drawHistory);
    this.#showControls();
    this.#showWords();
  }

  #paint(name, drawPanel) {
    return this.#figure.paint(this.#parts[name], (ctx, size) => drawPanel(ctx, size, this.#state, this.#figure.theme));
  }

  #showControls() {
    const { play, w, eta, kind, batch, speed } = this.#parts;
    const { settings, running, pace } = this.#training;
    play.set(running);
    w.set(this.#state.w);
    eta.set(settings.eta);
    const bounded = settings.loss === "squared" && !this.#state.oneSample;
    eta.mark(bounded ? this.#state.bound : null, `bound ${short(this.#state.bound)}`);
    kind.set(settings.loss);
    batch.set(this.#state.oneSample ? "one" : "full");
    speed.set(String(pace));
  }

  #showWords() {
    this.#parts.formula.replaceChildren(formulaLine(updateFormula(this.#state)));
    this.#figure.tellTraining();
    this.#showRemark();
  }

  #showRemark() {
    const { remark: words, resetHere, box } = this.#parts;
    const text = remark(this.#state);
    const diverged = Boolean(this.#training.diverged);
    setText(words, text);
    box.classList.toggle("nn-empty", text === "");
    box.classList.toggle("nn-warning", diverged);
    resetHere.set(`Back to w = ${short(this.#training.start[0])}`);
    resetHere.element.hidden = !diverged && !this.#state.shaken;
    // After a divergence the box keeps its height while settings change, or the slider would slip from the hand.
    if (diverged) box.style.minHeight = `${box.offsetHeight}px`;
    else if (!this.#state.shaken) box.style.minHeight = "";
  }
});

function arrange(parts) {
  const { data, loss, history, formula, box, spoken, engine, notice, play, step, reset, speed, copy } = parts;
  const settings = ["w", "eta", "kind", "batch"].map((name) => parts[name].element);
  return element(
    "div", { className: "nnkit nn-descent", attributes: { role: "group", "aria-label": "Gradient descent on y = wx" } },
    element("div", { className: "nn-panels" }, data, loss),
    history,
    element("div", { className: "nn-now" }, element("span", { className: "nn-muted" }, "next step"), formula),
    element("div", { className: "nn-buttons" }, play.element, step.element, reset.element, speed.element),
    box,
    element("div", { className: "nn-settings" }, ...settings),
    spoken,
    notice,
    element("div", { className: "nn-foot" }, engine, copy.element),
  );
}

function linkValues({ w, oneSample, training: { settings: { eta, loss } } }) {
  return { w: Number(w.toPrecision(6)), eta, loss, batch: oneSample ? "one" : "full" };
}

function linkSchema(state) {
  return {
    w: numberBetween("w", ...state.home),
    eta: numberBetween("eta", 1e-6, 100),
    loss: oneOf("loss", Object.fromEntries(Object.keys(LOSS_NAMES).map((name) => [name, name]))),
    batch: oneOf("batch", { full: null, one: 1 }),
  };
}

function batchSize(batch) {
  return batch === "one" ? 1 : null;
}
