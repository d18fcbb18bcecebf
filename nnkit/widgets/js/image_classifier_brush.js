/** Drawing on the picture with mouse, pen or finger, and a cursor for the keyboard. */

import { draggable } from "./controls.js";
import { between } from "./image_classifier_pixels.js";

/** What the brush paints on a picture in color. */
export const PAINTS = { light: 1, dark: 0 };
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Brush {
  /** Where the picture is on its canvas; the view sets it when it draws. */
  place = null;
  /** The pixel [row, column] that the keyboard paints, once it was moved. */
  cursor = null;
  paint = "light";
  #state;
  #last = null;
  #value = 1;

  /**
   * @param {import("./image_classifier_state.js").ImageState} state  @param {HTMLCanvasElement} canvas
   * @param {() => void} changed  called when the cursor moved
   */
  constructor(state, canvas, changed) {
    this.#state = state;
    draggable(canvas, {
      grab: (at) => {
        if (this.#pixel(at) === null) return false;
        state.training.pause();
        this.#begin(this.#pixel(at));
        return true;
      },
      move: (at) => this.#drawTo(this.#pixel(at, true)),
    });
    canvas.addEventListener("keydown", (event) => this.#key(event) && (event.preventDefault(), changed()));
    canvas.addEventListener("blur", () => {
      this.cursor = null;
      changed();
    });
  }

  /** On a picture of one color a stroke fills, or clears when it begins where it is filled; in color it has a paint. */
  #begin([row, column]) {
    const { colors, columns } = this.#state.gallery.shape;
    const here = this.#state.gallery.picture[colors * (row * columns + column)];
    this.#value = colors === 1 ? Number(here < 0.5) : PAINTS[this.paint];
    this.#last = null;
  }

  #drawTo(pixel) {
    const line = this.#last ? between(this.#last, pixel) : [pixel];
    this.#last = pixel;
    for (const [row, column] of line) this.#dab(row, column);
  }

  /** One pixel of a small picture, nine of a larger one. */
  #dab(row, column) {
    const { rows, colors } = this.#state.gallery.shape;
    const reach = rows > 24 ? 1 : 0;
    const values = Array(colors).fill(this.#value);
    for (let r = -reach; r <= reach; r++) for (let c = -reach; c <= reach; c++) this.#state.gallery.paint(row + r, column + c, values);
  }

  #pixel([x, y], outside = false) {
    if (!this.place) return null;
    const { rows, columns } = this.#state.gallery.shape;
    const { left, top, unit } = this.place;
    const [row, column] = [Math.floor((y - top) / unit), Math.floor((x - left) / unit)];
    return outside || (row >= 0 && column >= 0 && row < rows && column < columns) ? [row, column] : null;
  }

  /** Arrows shift the picture; with Shift they move the cursor, and space or Enter paints there. */
  #key({ key, shiftKey, ctrlKey, altKey, metaKey }) {
    if (ctrlKey || altKey || metaKey) return false;
    if (key in ARROWS) return shiftKey ? this.#moveCursor(ARROWS[key]) : this.#shift(ARROWS[key]);
    if (key !== " " && key !== "Enter") return false;
    this.cursor ??= this.#middle();
    this.#state.training.pause();
    this.#begin(this.cursor);
    this.#drawTo(this.cursor);
    return true;
  }

  #shift([down, across]) {
    this.#state.gallery.shift(across, down);
    return true;
  }

  #moveCursor([down, across]) {
    const { rows, columns } = this.#state.gallery.shape;
    const [row, column] = this.cursor ?? this.#middle();
    this.cursor = [(row + down + rows) % rows, (column + across + columns) % columns];
    return true;
  }

  #middle() {
    const { rows, columns } = this.#state.gallery.shape;
    return [rows >> 1, columns >> 1];
  }
}
