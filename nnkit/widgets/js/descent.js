/** DescentExplorer: y = wx on its data, beside its loss L(w) with a ball on it, going down step by step. */

import { button, draggable, element, logSlider, select, slider } from "./controls.js";
import { openCanvas } from "./draw.js";
import { drawData, drawHistory, drawLoss } from "./descent_panels.js";
import { DescentState } from "./descent_state.js";
import { LOSS_NAMES, describe, etaInWords, remark, updateFormula } from "./descent_words.js";
import { fixed, short } from "./geometry.js";
import { fromFragment, numberBetween, oneOf, toFragment } from "./link.js";
import { readTheme, reducedMotion, watchTheme } from "./theme.js";
import { engineInWords } from "./trainer.js";

const SPEEDS = [["2", "2 steps a second"], ["6", "6 steps a second"], ["30", "30 steps a second"], ["Infinity", "as fast as it goes"]];
const BATCHES = [["full", "all points (full batch)"], ["one", "one sample at a time"]];
/** The ball is taken hold of within so many pixels. */
const REACH = 28;
/** While it plays, the text alternative changes once in so many milliseconds; with less motion, so do the pictures. */
const SPOKEN_EVERY = 2000;
const CALM = 500;

/** anywidget calls this once for a widget: its state is shared by all its views. */
export default function descentExplorer() {
  const shared = {};
  return {
    initialize({ model }) {
      shared.state = new DescentState(model);
      return () => shared.state.training.dispose();
    },
    render({ model, el }) {
      const view = new View(shared.state, model, el);
      return () => view.dispose();
    },
  };
}

class View {
  #state;
  #training;
  #model;
  #parts;
  #theme = null;
  #plot = null;
  #frame = null;
  #timers = { draw: null, speak: null };
  #speakAt = Infinity;
  #drawn = -Infinity;
  #spoken = -Infinity;
  #stops = [];
  #linkProblem = "";

  constructor(state, model, el) {
    this.#state = state;
    this.#training = state.training;
    this.#model = model;
    this.#parts = this.#build();
    el.append(this.#parts.root);
    this.#stops.push(this.#training.subscribe(() => this.#changed()));
    this.#stops.push(watchTheme(() => this.#recolour()));
    this.#observeSize();
    this.#followLinks();
    this.#changed();
  }

  /** Leave nothing behind: no timer, no observer, no listener. The state lives on while another view shows it. */
  dispose() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timers.draw);
    clearTimeout(this.#timers.speak);
    for (const stop of this.#stops) stop();
    this.#parts.root.remove();
  }

  // ---- Building ----

  #build() {
    const canvas = (label, className) => element("canvas", { className, attributes: { role: "img", "aria-label": label } });
    const parts = {
      data: canvas("The data points, the line y = wx and its misses", "nn-panel"),
      loss: canvas("The loss L(w), with a ball at the current w and the steps it makes", "nn-panel nn-ball"),
      history: canvas("The loss after each step", "nn-panel nn-strip"),
      formula: element("p", { className: "nn-formula" }),
      remark: element("p", { className: "nn-remark", attributes: { role: "status" } }),
      spoken: element("p", { className: "nn-spoken", attributes: { "aria-live": "polite" } }),
      engine: element("span", { className: "nn-engine", attributes: { role: "status" } }),
      notice: element("p", { className: "nn-notice", attributes: { role: "status" } }),
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
      play: button({ words: "▶\uFE0E Play", main: true, onClick: () => (training.running ? training.pause() : training.play()) }),
      step: button({ words: "One step", onClick: () => (training.pause(), training.advance(1)) }),
      reset: button({ words: "Reset", title: "Back to the first w", onClick: () => this.#reset() }),
      resetHere: button({ words: "Back to the start", onClick: () => this.#reset() }),
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
    };
  }

  #settings() {
    const training = this.#training;
    const [lo, hi] = this.#state.home;
    return {
      w: slider({
        label: "weight w", lo, hi, step: (hi - lo) / 400, format: (w) => fixed(w, 3), colour: "nn-parameter",
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

  #observeSize() {
    const observer = new ResizeObserver(() => this.#changed());
    for (const name of ["data", "loss", "history"]) observer.observe(this.#parts[name]);
    this.#stops.push(() => observer.disconnect());
  }

  // ---- What the reader does ----

  #reset() {
    this.#linkProblem = "";
    this.#training.pause();
    this.#training.restart();
  }

  #setPace(pace) {
    this.#training.pace = pace;
    this.#changed();
  }

  // ---- Links ----

  /** Only a published page has an address that leads back to this figure. */
  #followLinks() {
    const published = this.#parts.root.closest(".nnkit-view") !== null;
    this.#parts.copy.element.hidden = !published;
    if (!published) return;
    const follow = () => this.#restore(location.hash);
    addEventListener("hashchange", follow);
    this.#stops.push(() => removeEventListener("hashchange", follow));
    follow();
  }

  #restore(fragment) {
    const read = fromFragment(fragment, this.#model.get("name"), linkSchema(this.#state));
    if (!read) return;
    this.#linkProblem = read.problem ?? "";
    const { w, batch, ...settings } = read.values ?? {};
    if (read.values) this.#training.configure({ ...settings, batchSize: batch });
    if (w !== undefined) this.#training.startAt(Float64Array.of(w));
    this.#parts.root.scrollIntoView({ block: "nearest" });
    this.#changed();
  }

  async #copyLink() {
    const { eta, loss } = this.#training.settings;
    const batch = this.#state.oneSample ? "one" : "full";
    const fragment = toFragment(this.#model.get("name"), { w: Number(this.#state.w.toPrecision(6)), eta, loss, batch });
    history.replaceState(history.state, "", fragment);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.#parts.notice.textContent = copied
      ? "The link is copied; it is in the address bar too."
      : "The link is in the address bar.";
  }

  // ---- Showing ----

  /** Something changed: draw it in the next frame, or, for readers who asked for less motion, a little later. */
  #changed() {
    if (this.#frame !== null || this.#timers.draw !== null) return;
    const draw = () => {
      this.#timers.draw = null;
      this.#frame = requestAnimationFrame((now) => this.#show(now));
    };
    const calm = this.#training.running && reducedMotion();
    const wait = calm ? this.#drawn + CALM - performance.now() : 0;
    if (wait > 0) this.#timers.draw = setTimeout(draw, wait);
    else draw();
  }

  #recolour() {
    this.#theme = null;
    this.#changed();
  }

  #show(now) {
    this.#frame = null;
    this.#drawn = now;
    this.#theme ??= readTheme(this.#parts.root);
    this.#paint("data", drawData);
    this.#plot = this.#paint("loss", drawLoss);
    this.#paint("history", drawHistory);
    this.#showControls();
    this.#showWords();
  }

  #paint(name, drawPanel) {
    const { ctx, width, height } = openCanvas(this.#parts[name]);
    return width > 0 ? drawPanel(ctx, { width, height }, this.#state, this.#theme) : null;
  }

  #showControls() {
    const { play, w, eta, kind, batch, speed } = this.#parts;
    const { settings, running, pace } = this.#training;
    play.set(running ? "❚❚ Pause" : "▶\uFE0E Play");
    w.set(this.#state.w);
    eta.set(settings.eta);
    const bounded = settings.loss === "squared" && !this.#state.oneSample;
    eta.mark(bounded ? this.#state.bound : null, `bound ${short(this.#state.bound)}`);
    kind.set(settings.loss);
    batch.set(this.#state.oneSample ? "one" : "full");
    speed.set(String(pace));
  }

  #showWords() {
    const { formula, engine, notice, root } = this.#parts;
    formula.replaceChildren(
      ...updateFormula(this.#state).map(([words, colour]) => element("span", { className: colour && `nn-${colour}` }, words)),
    );
    setText(engine, engineInWords(this.#training));
    setText(notice, this.#linkProblem || this.#training.notice);
    root.dataset.engine = this.#training.engine;
    root.dataset.running = this.#training.running;
    this.#showRemark();
    this.#speak();
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

  /** The text alternative keeps up with the picture at a pace that a screen reader can follow. */
  #speak() {
    const at = Math.max(performance.now(), this.#spoken + (this.#training.running ? SPOKEN_EVERY : CALM));
    if (at >= this.#speakAt) return;
    this.#speakAt = at;
    clearTimeout(this.#timers.speak);
    this.#timers.speak = setTimeout(() => {
      this.#speakAt = Infinity;
      this.#spoken = performance.now();
      setText(this.#parts.spoken, describe(this.#state));
    }, at - performance.now());
  }
}

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

/** Live regions speak when their text changes, so it is only touched when it does. */
function setText(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
