/** ImageClassifier: a picture, what the network says about it, and its weights as pictures that form while it trains. */

import { button, element, select } from "./controls.js";
import { openCanvas } from "./draw.js";
import { copyLink, followLinks, isPublished, setText } from "./figure.js";
import { Brush } from "./image_classifier_brush.js";
import { browseControls, changeControls, playControls, settingControls } from "./image_classifier_controls.js";
import { checkedLink, linkSchema, linkValues } from "./image_classifier_link.js";
import { drawCurve, drawPicture, drawProduct, drawScores, drawSum, drawWeights } from "./image_classifier_panels.js";
import { Sheet, tablesOf } from "./image_classifier_sheet.js";
import { ImageState } from "./image_classifier_state.js";
import { caption, describe, numbers, remark } from "./image_classifier_words.js";
import { toFragment } from "./link.js";
import { Pacing } from "./pacing.js";
import { readTheme, watchTheme } from "./theme.js";
import { engineInWords } from "./trainer.js";

const DRAW = { picture: drawPicture, product: drawProduct, weights: drawWeights, scores: drawScores, sum: drawSum, curve: drawCurve };
const COLORS = [["colors", "in color, 0 is gray"], ["bright", "brightness, by sign"]];

/** anywidget calls this once for a widget: its state is shared by all its views. */
export default function imageClassifier() {
  const shared = {};
  return {
    initialize({ model }) {
      shared.state = new ImageState(model);
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
  #model;
  #parts;
  #brush;
  #pacing;
  #shows = [];
  #sheets;
  #theme = null;
  #tables = null;
  #bright = false;
  #stops = [];
  #note = "";

  constructor(state, model, el) {
    this.#state = state;
    this.#model = model;
    this.#pacing = new Pacing({ draw: () => this.#show(), speak: () => this.#speak(), running: () => state.training.running });
    this.#parts = this.#build();
    this.#sheets = Object.fromEntries(Object.keys(this.#parts.canvases).map((name) => [name, new Sheet()]));
    el.append(this.#parts.root);
    this.#stops.push(state.subscribe(() => this.#pacing.changed()));
    this.#stops.push(watchTheme(() => this.#recolor()));
    this.#observeSize();
    this.#followLinks();
    this.#pacing.changed();
  }

  /** Leave nothing behind: no timer, no observer, no listener. The state lives on while another view shows it. */
  dispose() {
    this.#pacing.dispose();
    for (const stop of this.#stops) stop();
    this.#parts.root.remove();
  }

  // ---- Building ----

  #build() {
    const state = this.#state;
    const canvases = Object.fromEntries(Object.entries(labels(state)).map(([name, label]) => [name, panel(name, label)]));
    canvases.picture.tabIndex = 0;
    this.#brush = new Brush(state, canvases.picture, () => this.#pacing.changed());
    const parts = {
      canvases,
      which: element("span", {}),
      verdict: element("b", {}),
      numbers: element("p", { className: "nn-numbers" }),
      remark: element("p", { className: "nn-remark", attributes: { role: "status" } }),
      spoken: element("p", { className: "nn-spoken", attributes: { "aria-live": "polite" } }),
      engine: element("span", { className: "nn-engine", attributes: { role: "status" } }),
      notice: element("p", { className: "nn-notice", attributes: { role: "status" } }),
      colors: select({ label: "rows of W", options: COLORS, onChange: (kind) => this.#setBright(kind === "bright") }),
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
    };
    parts.root = this.#arrange(parts);
    return parts;
  }

  #arrange(parts) {
    const state = this.#state;
    const row = (className, made) => element("div", { className }, ...this.#use(made));
    const settings = state.rule === "gradient" ? [row("nn-settings", settingControls(state))] : [];
    const kind = parts.canvases.sum ? "nn-one-unit" : "nn-classes";
    return element(
      "div", { className: `nnkit nn-images ${kind}`, attributes: { role: "group", "aria-label": "A network that looks at pictures" } },
      row("nn-buttons", playControls(state)),
      parts.numbers,
      this.#panels(parts),
      element("div", { className: "nn-box" }, parts.remark),
      row("nn-row", browseControls(state)),
      row("nn-row", changeControls(state, this.#brush)),
      ...settings,
      parts.spoken,
      parts.notice,
      element("div", { className: "nn-foot" }, parts.engine, parts.copy.element),
    );
  }

  #panels({ canvases, which, verdict, colors }) {
    const titles = titlesOf(this.#state);
    const figures = Object.entries(canvases).map(([name, canvas]) => {
      const title = name === "picture" ? element("p", { className: "nn-title" }, which, " ", verdict) : element("p", { className: "nn-title" }, titles[name]);
      const more = name === "weights" && this.#state.shape.colors > 1 ? [colors.element] : [];
      return element("div", { className: `nn-figure nn-figure-${name}` }, element("div", { className: "nn-head" }, title, ...more), canvas);
    });
    return element("div", { className: "nn-pictures" }, ...figures);
  }

  /** A control is shown whenever the state is. */
  #use({ elements, show }) {
    this.#shows.push(show);
    return elements;
  }

  #setBright(bright) {
    this.#bright = bright;
    this.#pacing.changed();
  }

  #observeSize() {
    const observer = new ResizeObserver(() => this.#pacing.changed());
    for (const canvas of Object.values(this.#parts.canvases)) observer.observe(canvas);
    this.#stops.push(() => observer.disconnect());
  }

  // ---- Links ----

  #followLinks() {
    const { root, copy } = this.#parts;
    copy.element.hidden = !isPublished(root);
    const check = (values) => checkedLink(values, this.#state);
    this.#stops.push(followLinks(root, this.#model.get("name"), linkSchema(this.#state), (read) => this.#restore(read), check));
  }

  #restore({ values, problem }) {
    this.#say(problem ?? "");
    if (values) this.#state.restore(values);
  }

  async #copyLink() {
    this.#say(await copyLink(toFragment(this.#model.get("name"), linkValues(this.#state))));
  }

  #say(words) {
    this.#note = words;
    this.#pacing.changed();
  }

  // ---- Showing ----

  #recolor() {
    this.#theme = null;
    this.#pacing.changed();
  }

  #show() {
    this.#theme ??= readTheme(this.#parts.root);
    this.#tables = this.#theme.tables ??= tablesOf(this.#theme);
    for (const name of Object.keys(this.#parts.canvases)) this.#paint(name);
    for (const show of this.#shows) show();
    this.#showWords();
  }

  #paint(name) {
    const { ctx, width, height } = openCanvas(this.#parts.canvases[name]);
    if (width === 0) return;
    const tools = { sheet: this.#sheets[name], tables: this.#tables, bright: this.#bright, cursor: this.#brush.cursor };
    const drawn = DRAW[name](ctx, { width, height }, this.#state, this.#theme, tools);
    if (name === "picture") this.#brush.place = drawn;
  }

  #showWords() {
    const { which, verdict, numbers: place, remark: words, engine, notice, root } = this.#parts;
    const state = this.#state;
    const [about, answer] = caption(state);
    setText(which, about);
    setText(verdict, answer);
    verdict.className = answer.endsWith("correct") ? "nn-right" : "nn-wrong";
    showNumbers(place, numbers(state));
    setText(words, remark(state));
    words.parentElement.classList.toggle("nn-warning", Boolean(state.training.diverged));
    words.parentElement.classList.toggle("nn-empty", words.textContent === "");
    setText(engine, engineInWords(state.training));
    setText(notice, this.#note || state.training.notice);
    root.dataset.engine = state.training.engine;
    root.dataset.running = state.training.running;
  }

  #speak() {
    setText(this.#parts.spoken, describe(this.#state));
  }
}

/** The panels that this network has, with what each shows. */
function labels(state) {
  const { noun } = state;
  const picture = `The ${noun}. Draw on it, or use the arrow keys to shift it; with Shift they move a cursor, and space paints there.`;
  const weights = "The weights as pictures: each row of W has the form of an input";
  const curve = `The share of ${noun}s that is right, after each step`;
  if (state.net.outputs > 1) return { picture, scores: "The scores of the classes as bars", curve, weights };
  const sum = "The sum a on a line, with the answer on either side of 0";
  const single = state.net.layers.length === 1 && state.shape.colors === 1;
  return { picture, ...(single ? { product: "Each pixel times its weight" } : {}), weights, sum, curve };
}

function titlesOf(state) {
  const unit = state.net.layers.length === 1;
  return {
    product: "w · x, pixel by pixel",
    weights: unit && state.net.outputs === 1 ? "W: blue is +, orange −" : unit ? "W: one row a class" : "W₁: one row a hidden unit",
    scores: "scores",
    sum: "the sum, and the answer",
    curve: "correct answers",
  };
}

function panel(name, label) {
  return element("canvas", { className: `nn-canvas nn-${name}`, attributes: { role: "img", "aria-label": label } });
}

function showNumbers(place, parts) {
  const text = parts.flat().join();
  if (place.dataset.text === text) return;
  place.dataset.text = text;
  place.replaceChildren(...parts.map(([name, value]) => element("span", {}, `${name} `, element("b", {}, value))));
}
