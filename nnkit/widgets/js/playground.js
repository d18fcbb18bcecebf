/** Playground: a network that learns to tell two classes of points apart; every setting and every weight can be turned. */

import { button, element, passFocus } from "./controls.js";
import { panel, setText, showNumbers, widget } from "./figure.js";
import { fixed } from "./geometry.js";
import { Atlas } from "./heatmap.js";
import { Fineness } from "./pacing.js";
import { asCode } from "./playground_code.js";
import {
  batchControl, codeControl, dataControls, etaControl, layerControls, lossControl, ownControls, playControls, randomControl,
  speedControl, weightEditor, weightSliders,
} from "./playground_controls.js";
import { parameterAt } from "./playground_graph.js";
import { checkedLink, linkSchema, linkValues } from "./playground_link.js";
import { drawNetwork, shadeMaps } from "./playground_network.js";
import { drawCurves, drawHidden, drawMap, shadesOf } from "./playground_panels.js";
import { Brush } from "./playground_brush.js";
import { PlaygroundState } from "./playground_state.js";
import { describe, lossText, percent, remark } from "./playground_words.js";
import { TrainingFigure } from "./training_figure.js";

/** Pixels on a side of each unit's map, and the milliseconds that computing and coloring them may take in a frame. */
const SIDES = [100, 64, 40, 24];
const MAP_BUDGET = 8;

const LINK = { schema: linkSchema, values: linkValues, check: checkedLink };
const LABELS = {
  map: "The answer of the network everywhere in the plane, with the data on it",
  network: "The network: units with their maps, weights as lines",
  loss: "The loss after each epoch",
  hidden: "The data in the space of the first two hidden units",
};

export default widget(PlaygroundState, class {
  #state;
  #model;
  #figure;
  #parts;
  #shows = [];
  #fineness = new Fineness(SIDES, MAP_BUDGET);
  #atlas = new Atlas();
  #hiddenAtlas = new Atlas();
  #tables = null;
  #graph = null;
  #pointed = null;

  constructor(state, model, el) {
    this.#state = state;
    this.#model = model;
    /** The parameter under the hand, and what a finger on the map draws: "", "0", "1" or "erase". */
    this.selected = null;
    this.brush = "";
    this.#figure = new TrainingFigure(model, state, { draw: () => this.#show(), describe, link: LINK });
    this.#parts = this.#build();
    this.#figure.mount(this.#parts.root, el, Object.values(this.#parts.canvases), (changed) => state.subscribe(changed));
    if (state.opaque) this.#parts.copy.element.hidden = true; // a link says no layer of the reader's own
  }

  /** The state lives on while another view shows it. */
  dispose() {
    this.#figure.dispose();
  }

  setBrush(brush) {
    this.brush = brush;
    this.#parts.brush.use(brush);
    this.#figure.changed();
  }

  /** Take a parameter in hand; null lets go of it. */
  select(at) {
    this.selected = at;
    this.#figure.changed();
  }

  // ---- Building ----

  #build() {
    const panels = this.#model.get("panels");
    const canvases = Object.fromEntries(panels.map((name) => [name, panel(`nn-panel nn-${name}`, LABELS[name])]));
    const parts = {
      canvases,
      numbers: element("p", { className: "nn-numbers" }),
      ...this.#figure.parts,
      again: button({ words: "Reset", onClick: () => (this.#state.reset(), passFocus(this.#parts.again.element)) }),
    };
    parts.box = element("div", { className: "nn-box" }, parts.remark, parts.again.element);
    parts.brush = new Brush(this.#state, canvases.map, () => this.#figure.changed());
    if (canvases.network) this.#pickParameters(canvases.network);
    parts.root = this.#arrange(parts, panels);
    return parts;
  }

  #arrange(parts, panels) {
    const has = new Set(this.#model.get("controls"));
    const take = (wanted, make) => (wanted ? this.#use(make()) : []);
    const state = this.#state;
    const buttons = [
      ...take(has.has("play"), () => playControls(state)), ...take(has.has("random"), () => randomControl(state)),
    ];
    const data = [
      ...take(has.has("data") && !state.opaque, () => dataControls(state)), ...take(has.has("own") && panels.includes("map"), () => ownControls(state, this)),
    ];
    const settings = [
      ...take(has.has("eta"), () => etaControl(state)), ...take(has.has("batch"), () => batchControl(state)),
      ...take(has.has("loss"), () => lossControl(state)),
    ];
    const layers = { layers: has.has("layers"), activations: has.has("activations") };
    const row = (className, elements) => (elements.length ? [element("div", { className }, ...elements)] : []);
    return element(
      "div", { className: "nnkit nn-playground", attributes: { role: "group", "aria-label": "A network that learns" } },
      ...row("nn-buttons", buttons),
      element("div", { className: "nn-status" }, parts.numbers, ...take(has.has("speed"), () => speedControl(state))),
      element("div", { className: `nn-panels nn-panels-${Math.min(panels.length, 4)}` }, ...panels.map((name) => parts.canvases[name])),
      ...take(panels.includes("network"), () => weightEditor(state, this)),
      parts.box,
      ...take(has.has("weights"), () => weightSliders(state)),
      ...row("nn-settings", settings),
      ...take(layers.layers || layers.activations, () => layerControls(state, layers)),
      ...row("nn-settings nn-data", data),
      parts.spoken,
      parts.notice,
      ...take(has.has("code") && !state.opaque, () => codeControl(() => asCode(state), (done) => this.#figure.say(done ? "The code is copied." : "Select the code to copy it."))),
      element("div", { className: "nn-foot" }, parts.engine, parts.copy.element),
    );
  }

  /** A control is shown whenever the state is. */
  #use({ element: one, elements = [one], show }) {
    this.#shows.push(show);
    return elements;
  }

  #pickParameters(canvas) {
    const pick = (event) => this.#graph && parameterAt(this.#state.spec, this.#graph, [event.offsetX, event.offsetY]);
    canvas.addEventListener("pointermove", (event) => this.#point(pick(event), canvas));
    canvas.addEventListener("pointerleave", () => this.#point(null, canvas));
    canvas.addEventListener("click", (event) => this.select(pick(event)));
  }

  #point(at, canvas) {
    canvas.classList.toggle("nn-pick", at !== null);
    if (at === this.#pointed) return;
    this.#pointed = at;
    this.#figure.changed();
  }

  // ---- Showing ----

  #show() {
    const state = this.#state;
    const { theme } = this.#figure;
    this.#tables = theme.tables ??= shadesOf(theme);
    if (this.selected !== null && !(this.selected < state.net.theta.length)) this.selected = null;
    this.#showPictures();
    for (const show of this.#shows) show();
    this.#showWords();
  }

  #showPictures() {
    const { canvases, brush } = this.#parts;
    const maps = canvases.map || canvases.network ? this.#maps() : null;
    const tools = { maps, atlas: this.#atlas, selected: this.selected, pointed: this.#pointed, cursor: brush.cursor };
    canvases.network?.style.setProperty("--nn-units", Math.max(2, ...this.#state.spec.layers.map(({ outputs }) => outputs)));
    if (canvases.network) this.#graph = this.#paint("network", drawNetwork, tools);
    if (canvases.map) brush.plot = this.#paint("map", drawMap, tools);
    if (canvases.hidden) this.#paint("hidden", drawHidden, { atlas: this.#hiddenAtlas, table: this.#tables.classes });
    if (canvases.loss) this.#paint("loss", drawCurves);
  }

  /** Compute and color every unit's map, as finely as there is time for. */
  #maps() {
    const state = this.#state;
    const moving = state.training.running;
    const began = performance.now();
    const maps = state.sight.maps(this.#fineness.side(moving));
    if (maps) shadeMaps(state, maps, this.#atlas, this.#tables);
    this.#fineness.took(performance.now() - began, moving);
    return maps;
  }

  #paint(name, drawPanel, tools) {
    return this.#figure.paint(this.#parts.canvases[name], (ctx, size) => drawPanel(ctx, size, this.#state, this.#figure.theme, tools));
  }

  #showWords() {
    const { numbers, remark: words, box, again } = this.#parts;
    const state = this.#state;
    const text = remark(state);
    showNumbers(numbers, inNumbers(state));
    this.#figure.tellTraining();
    setText(words, text);
    box.classList.toggle("nn-empty", text === "");
    box.classList.toggle("nn-warning", state.history.divergence !== "");
    again.element.hidden = state.history.divergence === "";
  }
});

/** What is counted and measured, name by name, in figures that keep their places. @returns {[string, string][]} */
function inNumbers(state) {
  const { epochs } = state.training;
  const whole = state.training.running || Number.isInteger(epochs) || epochs > 100; // while it plays, nothing jumps
  const parts = [["epoch", whole ? String(Math.floor(epochs)) : fixed(epochs, 1)]];
  for (const [words, set] of [["training", state.data], ["test", state.test]]) {
    const { loss, accuracy } = state.measure(set);
    if (Number.isFinite(loss)) parts.push([`${words} loss`, `${lossText(loss)}, ${percent(accuracy)} right`]);
  }
  return parts;
}
