/** Points drawn by hand on the map: with mouse, pen, finger, or with the arrow keys and Enter. */

import { clamp } from "./geometry.js";

/** Two points of one stroke are so many pixels apart; the eraser reaches as far. */
const APART = 14;
const POINTS_AT_MOST = 400;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export class Brush {
  #state;
  #canvas;
  #changed;
  #last = null;

  /** @param {HTMLCanvasElement|undefined} canvas the map, if it is shown  @param {() => void} changed the cursor moved */
  constructor(state, canvas, changed) {
    this.#state = state;
    this.#canvas = canvas;
    this.#changed = changed;
    this.kind = "";
    /** The plot of the map as it was drawn last. */
    this.plot = null;
    /** Where the keyboard's cursor is, in the units of the data; null while nobody uses it. */
    this.cursor = null;
    if (canvas) this.#listen(canvas);
  }

  /** "", "0", "1" or "erase". */
  use(kind) {
    this.kind = kind;
    const canvas = this.#canvas;
    canvas.classList.toggle("nn-drawing", kind !== "");
    canvas.tabIndex = kind === "" ? -1 : 0;
    if (kind === "") this.cursor = null;
    const how = kind === "" ? "" : ". Arrow keys move a cursor, Enter draws";
    canvas.setAttribute("aria-label", canvas.getAttribute("aria-label").split(". Arrow")[0] + how);
  }

  #listen(canvas) {
    canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0 || this.kind === "" || !this.plot) return;
      canvas.setPointerCapture(event.pointerId);
      this.cursor = null;
      this.#last = null;
      this.#stroke(event);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.#stroke(event));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("focus", () => this.kind !== "" && canvas.matches(":focus-visible") && this.#moveTo(this.cursor ?? this.#middle()));
    canvas.addEventListener("blur", () => this.#moveTo(null));
  }

  #stroke({ offsetX: x, offsetY: y }) {
    const { plot } = this;
    if (x < plot.left || x > plot.right || y < plot.top || y > plot.bottom) return;
    if (this.#last && Math.hypot(x - this.#last[0], y - this.#last[1]) < APART) return;
    this.#last = [x, y];
    this.#draw([plot.x.back(x), plot.y.back(y)]);
  }

  #key(event) {
    if (this.kind === "" || !this.plot) return;
    const { lo1, hi1, lo2, hi2 } = this.#state.bounds;
    const at = this.cursor ?? this.#middle();
    const step = event.shiftKey ? 0.1 : 0.025;
    if (event.key in KEYS) {
      const [right, up] = KEYS[event.key];
      this.#moveTo([clamp(at[0] + right * step * (hi1 - lo1), lo1, hi1), clamp(at[1] + up * step * (hi2 - lo2), lo2, hi2)]);
    } else if (event.key === "Enter" || event.key === " ") this.#draw(at);
    else return;
    event.preventDefault();
  }

  #middle() {
    const { lo1, hi1, lo2, hi2 } = this.#state.bounds;
    return [(lo1 + hi1) / 2, (lo2 + hi2) / 2];
  }

  #moveTo(place) {
    this.cursor = place;
    this.#changed();
  }

  #draw([x1, x2]) {
    const state = this.#state;
    const points = state.source.points();
    if (this.kind === "erase") {
      const near = ({ x }) => Math.hypot(this.plot.x.at(x[0]) - this.plot.x.at(x1), this.plot.y.at(x[1]) - this.plot.y.at(x2)) < APART;
      if (points.some(near)) state.setOwn(points.filter((point) => !near(point)));
    } else if (points.length < POINTS_AT_MOST) {
      state.setOwn([...points, { x: [Number(x1.toFixed(2)), Number(x2.toFixed(2))], y: Number(this.kind) }]);
    }
  }
}
