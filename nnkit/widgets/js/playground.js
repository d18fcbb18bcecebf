/** Playground: a network that learns to tell two classes of points apart; every setting and every weight can be turned. */

import { button, element } from "./controls.js";
import { openCanvas } from "./draw.js";
import { fixed } from "./geometry.js";
import { Atlas } from "./heatmap.js";
import { fromFragment, toFragment } from "./link.js";
import { Fineness, Pacing } from "./pacing.js";
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
import { readTheme, watchTheme } from "./theme.js";
import { engineInWords } from "./trainer.js";

/** Pixels on a side of each unit's map, and the milliseconds that computing and colouring them may take in a frame. */
const SIDES = [100, 64, 40, 24];
const MAP_BUDGET = 8;

const LABELS = {
  map: "The answer of the network everywhere in the plane, with the data on it",
  network: "The network: units with their maps, weights as lines",
  loss: "The loss after each epoch",
  hidden: "The data in the space of the first two hidden units",
};

/** anywidget calls this once for a widget: its state is shared by all its views. */
export default function playground() {
  const shared = {};
  return {
    initialize({ model }) {
      shared.state = new PlaygroundState(model);
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
  #shows = [];
  #pacing;
  #fineness = new Fineness(SIDES, MAP_BUDGET);
  #atlas = new Atlas();
  #hiddenAtlas = new Atlas();
  #theme = null;
  #tables = null;
  #graph = null;
  #pointed = null;
  #stops = [];
  #linkProblem = "";

  constructor(state, model, el) {
    this.#state = state;
    this.#model = model;
    this.speed = 10;
    /** The parameter under the hand, and what a finger on the map draws: "", "0", "1" or "erase". */
    this.selected = null;
    this.brush = "";
    this.#pacing = new Pacing({ draw: () => this.#show(), speak: () => this.#speak(), running: () => state.training.running });
    this.#parts = this.#build();
    el.append(this.#parts.root);
    this.#stops.push(state.subscribe(() => this.#changed()));
    this.#stops.push(watchTheme(() => this.#recolour()));
    this.#observeSize();
    this.#followLinks();
    this.#changed();
  }

  /** Leave nothing behind: no timer, no observer, no listener. The state lives on while another view shows it. */
  dispose() {
    this.#pacing.dispose();
    for (const stop of this.#stops) stop();
    this.#parts.root.remove();
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#changed();
  }

  setBrush(brush) {
    this.brush = brush;
    this.#parts.brush.use(brush);
    this.#changed();
  }

  /** Take a parameter in hand; null lets go of it. */
  select(at) {
    this.selected = at;
    this.#changed();
  }

  // ---- Building ----

  #build() {
    const panels = this.#model.get("panels");
    const canvases = Object.fromEntries(panels.map((name) => [name, panel(name)]));
    const parts = {
      canvases,
      numbers: element("p", { className: "nn-numbers" }),
      remark: element("p", { className: "nn-remark", attributes: { role: "status" } }),
      spoken: element("p", { className: "nn-spoken", attributes: { "aria-live": "polite" } }),
      engine: element("span", { className: "nn-engine", attributes: { role: "status" } }),
      notice: element("p", { className: "nn-notice", attributes: { role: "status" } }),
      again: button({ words: "Reset", onClick: () => this.#state.reset() }),
      copy: button({ words: "Copy link", quiet: true, title: "A link to this figure as it is set now", onClick: () => this.#copyLink() }),
    };
    parts.box = element("div", { className: "nn-box" }, parts.remark, parts.again.element);
    parts.brush = new Brush(this.#state, canvases.map, () => this.#changed());
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
      ...take(has.has("speed"), () => speedControl(state, this)),
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
      parts.numbers,
      element("div", { className: `nn-panels nn-panels-${Math.min(panels.length, 4)}` }, ...panels.map((name) => parts.canvases[name])),
      ...take(panels.includes("network"), () => weightEditor(state, this)),
      parts.box,
      ...take(has.has("weights"), () => weightSliders(state)),
      ...row("nn-settings", settings),
      ...take(layers.layers || layers.activations, () => layerControls(state, layers)),
      ...row("nn-settings nn-data", data),
      parts.spoken,
      parts.notice,
      ...take(has.has("code") && !state.opaque, () => codeControl(() => asCode(state), (done) => this.#say(done ? "The code is copied." : "Select the code to copy it."))),
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
    this.#changed();
  }

  #observeSize() {
    const observer = new ResizeObserver(() => this.#changed());
    for (const canvas of Object.values(this.#parts.canvases)) observer.observe(canvas);
    this.#stops.push(() => observer.disconnect());
  }

  // ---- Links ----

  /** Only a published page has an address that leads back to this figure. */
  #followLinks() {
    const published = this.#parts.root.closest(".nnkit-view") !== null;
    this.#parts.copy.element.hidden = !published || this.#state.opaque;
    if (!published) return;
    const follow = () => this.#restore(location.hash);
    addEventListener("hashchange", follow);
    this.#stops.push(() => removeEventListener("hashchange", follow));
    follow();
  }

  #restore(fragment) {
    const read = fromFragment(fragment, this.#model.get("name"), linkSchema(this.#state), (values) => checkedLink(values, this.#state));
    if (!read) return;
    this.#linkProblem = read.problem ?? "";
    if (read.values) this.#state.restore(read.values);
    this.#parts.root.scrollIntoView({ block: "nearest" });
    this.#changed();
  }

  async #copyLink() {
    this.#linkProblem = "";
    const fragment = toFragment(this.#model.get("name"), linkValues(this.#state));
    history.replaceState(history.state, "", fragment);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.#say(copied ? "The link is copied; it is in the address bar too." : "The link is in the address bar.");
  }

  #say(words) {
    this.#linkProblem = words;
    this.#changed();
  }

  // ---- Showing ----

  #changed() {
    this.#pacing.changed();
  }

  #recolour() {
    this.#theme = null;
    this.#changed();
  }

  #show() {
    const state = this.#state;
    this.#theme ??= readTheme(this.#parts.root);
    this.#tables = this.#theme.tables ??= shadesOf(this.#theme);
    state.training.pace = this.speed * state.batchesPerEpoch;
    if (this.selected !== null && !(this.selected < state.net.theta.length)) this.selected = null;
    this.#showPictures();
    for (const show of this.#shows) show();
    this.#showWords();
  }

  #showPictures() {
    const { canvases, brush } = this.#parts;
    const maps = canvases.map || canvases.network ? this.#maps() : null;
    const tools = { maps, atlas: this.#atlas, selected: this.selected, pointed: this.#pointed, cursor: brush.cursor };
    if (canvases.network) this.#graph = this.#paint("network", drawNetwork, tools);
    if (canvases.map) brush.plot = this.#paint("map", drawMap, tools);
    if (canvases.hidden) this.#paint("hidden", drawHidden, { atlas: this.#hiddenAtlas, table: this.#tables.classes });
    if (canvases.loss) this.#paint("loss", drawCurves);
  }

  /** Compute and colour every unit's map, as finely as there is time for. */
  #maps() {
    const state = this.#state;
    const moving = state.training.running;
    const began = performance.now();
    const maps = state.maps(this.#fineness.side(moving));
    if (maps) shadeMaps(state, maps, this.#atlas, this.#tables);
    this.#fineness.took(performance.now() - began, moving);
    return maps;
  }

  #paint(name, drawPanel, tools) {
    const { ctx, width, height } = openCanvas(this.#parts.canvases[name]);
    return width > 0 ? drawPanel(ctx, { width, height }, this.#state, this.#theme, tools) : null;
  }

  #showWords() {
    const { numbers, engine, notice, root, remark: words, box, again } = this.#parts;
    const state = this.#state;
    const text = remark(state);
    showNumbers(numbers, inNumbers(state));
    setText(engine, engineInWords(state.training));
    setText(notice, this.#linkProblem || state.training.notice);
    setText(words, text);
    box.classList.toggle("nn-empty", text === "");
    box.classList.toggle("nn-warning", state.divergence !== "");
    again.element.hidden = state.divergence === "";
    root.dataset.engine = state.training.engine;
    root.dataset.running = state.training.running;
  }

  #speak() {
    setText(this.#parts.spoken, describe(this.#state));
  }
}

function panel(name) {
  return element("canvas", { className: `nn-panel nn-${name}`, attributes: { role: "img", "aria-label": LABELS[name] } });
}

/** What is counted and measured, name by name, in figures that keep their places. @returns {[string, string][]} */
function inNumbers(state) {
  const { epochs } = state.training;
  const parts = [["epoch", Number.isInteger(epochs) || epochs > 100 ? String(Math.floor(epochs)) : fixed(epochs, 1)]];
  for (const [words, set] of [["training", state.data], ["test", state.test]]) {
    const { loss, accuracy } = state.measure(set);
    if (Number.isFinite(loss)) parts.push([`${words} loss`, `${lossText(loss)}, ${percent(accuracy)} right`]);
  }
  return parts;
}

function showNumbers(place, parts) {
  const text = parts.flat().join();
  if (place.dataset.text === text) return;
  place.dataset.text = text;
  place.replaceChildren(...parts.map(([name, value]) => element("span", {}, `${name} `, element("b", {}, value))));
}

/** Live regions speak when their text changes, so it is only touched when it does. */
function setText(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
