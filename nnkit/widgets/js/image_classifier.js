/** ImageClassifier: a picture, what the network says about it, and its weights as pictures that form while it trains. */

import { element, select } from "./controls.js";
import { panel, setText, showNumbers, widget } from "./figure.js";
import { Brush } from "./image_classifier_brush.js";
import { browseControls, changeControls, playControls, settingControls } from "./image_classifier_controls.js";
import { checkedLink, linkSchema, linkValues } from "./image_classifier_link.js";
import { drawCurve, drawPicture, drawProduct, drawScores, drawSum, drawWeights } from "./image_classifier_panels.js";
import { Sheet, tablesOf } from "./image_classifier_sheet.js";
import { ImageState } from "./image_classifier_state.js";
import { caption, describe, numbers, remark } from "./image_classifier_words.js";
import { TrainingFigure } from "./training_figure.js";

const DRAW = { picture: drawPicture, product: drawProduct, weights: drawWeights, scores: drawScores, sum: drawSum, curve: drawCurve };
const LINK = { schema: linkSchema, values: linkValues, check: checkedLink };
const COLORS = [["colors", "in color, 0 is gray"], ["bright", "brightness, by sign"]];

export default widget(ImageState, class {
  #state;
  #figure;
  #parts;
  #brush;
  #shows = [];
  #sheets;
  #tables = null;
  #bright = false;

  constructor(state, model, el) {
    this.#state = state;
    this.#figure = new TrainingFigure(model, state, { draw: () => this.#show(), describe, link: LINK });
    this.#parts = this.#build();
    const { root, canvases } = this.#parts;
    this.#sheets = Object.fromEntries(Object.keys(canvases).map((name) => [name, new Sheet()]));
    this.#figure.mount(root, el, Object.values(canvases), (changed) => state.subscribe(changed));
  }

  /** The state lives on while another view shows it. */
  dispose() {
    this.#figure.dispose();
  }

  // ---- Building ----

  #build() {
    const state = this.#state;
    const canvases = Object.fromEntries(Object.entries(labels(state)).map(([name, label]) => [name, panel(`nn-canvas nn-${name}`, label)]));
    canvases.picture.tabIndex = 0;
    this.#brush = new Brush(state, canvases.picture, () => this.#figure.changed());
    const parts = {
      canvases,
      which: element("span", {}),
      verdict: element("b", {}),
      numbers: element("p", { className: "nn-numbers" }),
      ...this.#figure.parts,
      colors: select({ label: "rows of W", options: COLORS, onChange: (kind) => this.#setBright(kind === "bright") }),
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
      const more = name === "weights" && this.#state.gallery.shape.colors > 1 ? [colors.element] : [];
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
    this.#figure.changed();
  }

  // ---- Showing ----

  #show() {
    const { theme } = this.#figure;
    this.#tables = theme.tables ??= tablesOf(theme);
    for (const name of Object.keys(this.#parts.canvases)) this.#paint(name);
    for (const show of this.#shows) show();
    this.#showWords();
  }

  #paint(name) {
    const tools = { sheet: this.#sheets[name], tables: this.#tables, bright: this.#bright, cursor: this.#brush.cursor };
    const draw = (ctx, size) => DRAW[name](ctx, size, this.#state, this.#figure.theme, tools);
    const drawn = this.#figure.paint(this.#parts.canvases[name], draw);
    if (name === "picture" && drawn) this.#brush.place = drawn;
  }

  #showWords() {
    const { which, verdict, numbers: place, remark: words } = this.#parts;
    const state = this.#state;
    const [about, answer] = caption(state);
    setText(which, about);
    setText(verdict, answer);
    verdict.className = answer.endsWith("correct") ? "nn-right" : "nn-wrong";
    showNumbers(place, numbers(state));
    this.#figure.tellTraining();
    setText(words, remark(state));
    words.parentElement.classList.toggle("nn-warning", Boolean(state.training.diverged));
    words.parentElement.classList.toggle("nn-empty", words.textContent === "");
  }
});

/** The panels that this network has, with what each shows. */
function labels(state) {
  const { noun } = state;
  const picture = `The ${noun}. Draw on it, or use the arrow keys to shift it; with Shift they move a cursor, and space paints there.`;
  const weights = "The weights as pictures: each row of W has the form of an input";
  const curve = `The share of ${noun}s that is right, after each step`;
  if (state.opaque) return { picture, scores: "The outputs of the network as bars", curve };
  if (state.net.outputs > 1) return { picture, scores: "The scores of the classes as bars", curve, weights };
  const sum = "The sum a on a line, with the answer on either side of 0";
  const single = state.net.layers.length === 1 && state.gallery.shape.colors === 1;
  return { picture, ...(single ? { product: "Each pixel times its weight" } : {}), weights, sum, curve };
}

function titlesOf(state) {
  const unit = state.net.layers.length === 1;
  return {
    product: "w · x, pixel by pixel",
    weights: unit && state.net.outputs === 1 ? "W: blue is +, orange\u00A0−" : unit ? "W: one row a class" : "W₁: one row a hidden unit",
    scores: state.opaque ? "outputs" : "scores",
    sum: "the sum, and the answer",
    curve: "correct answers",
  };
}
