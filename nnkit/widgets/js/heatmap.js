/** Pictures of a function of two inputs: a grid of places, its values as colors, and the line where it is 0. */

/** @typedef {{lo1: number, hi1: number, lo2: number, hi2: number}} Bounds  of the first and the second input */

/** The middles of side × side pixels, row after row from the top: two numbers each. @param {Bounds} bounds */
export function gridOf({ lo1, hi1, lo2, hi2 }, side) {
  const grid = new Float64Array(2 * side * side);
  for (let row = 0, i = 0; row < side; row++) {
    const x2 = hi2 - ((row + 0.5) / side) * (hi2 - lo2);
    for (let column = 0; column < side; column++) {
      grid[i++] = lo1 + ((column + 0.5) / side) * (hi1 - lo1);
      grid[i++] = x2;
    }
  }
  return grid;
}

const SHADES = 256;

/**
 * Colors for values from −1 to 1, as pixels of an ImageData: `low` at one end, `high` at the other, paper between.
 * `from` is how much color there is as soon as a value has a sign.
 * @returns {Uint32Array}
 */
export function shades(low, high, paper, { from = 0.06, to = 0.62 } = {}) {
  const [dark, light, ground] = [low, high, paper].map(channels);
  return Uint32Array.from({ length: SHADES }, (_, i) => {
    const value = (2 * i) / (SHADES - 1) - 1;
    const share = from + (to - from) * Math.abs(value);
    const [r, g, b] = ground.map((channel, k) => Math.round(channel + share * ((value < 0 ? dark : light)[k] - channel)));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

/** "#0072b2" as three numbers. */
function channels(color) {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/** Write `count` values into pixels: (value − middle) · factor, cut off at ±1, in the colors of `table`. */
export function shade(values, start, count, { middle, factor }, table, pixels, to) {
  const half = (SHADES - 1) / 2;
  for (let i = 0; i < count; i++) {
    const place = half + half * factor * (values[start + i] - middle);
    pixels[to + i] = table[place > 0 ? (place < SHADES - 1 ? (place + 0.5) | 0 : SHADES - 1) : 0];
  }
}

/**
 * Where the values on a grid are `level`, as short lines [column, row, column, row] in units of pixels, by marching
 * squares (Lorensen and Cline 1987, in two dimensions).
 * @returns {number[][]}
 */
export function contour(values, start, side, level) {
  const lines = [];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const at = start + row * side + column;
      const corners = [values[at], values[at + 1], values[at + side + 1], values[at + side]].map((v) => v - level);
      const cut = cuts(corners, column + 0.5, row + 0.5);
      for (let k = 0; k + 1 < cut.length; k += 2) lines.push([...cut[k], ...cut[k + 1]]);
    }
  }
  return lines;
}

const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

/** Where the sign changes along the four sides of a square. */
function cuts(corners, column, row) {
  const places = [];
  for (let k = 0; k < 4; k++) {
    const [a, b] = [corners[k], corners[(k + 1) % 4]];
    if (a > 0 === b > 0) continue;
    const share = a / (a - b);
    const [from, to] = [CORNERS[k], CORNERS[(k + 1) % 4]];
    places.push([column + from[0] + share * (to[0] - from[0]), row + from[1] + share * (to[1] - from[1])]);
  }
  return places;
}

/** A canvas of one's own that holds a picture of side × side pixels for each of `count` maps, one below the other. */
export class Atlas {
  #canvas = document.createElement("canvas");
  #image = null;

  /** The pixels to write into, `count` pictures of side² each. */
  open(side, count) {
    if (this.side !== side || this.count !== count) {
      Object.assign(this.#canvas, { width: side, height: side * count });
      this.#image = new ImageData(side, side * count);
      this.pixels = new Uint32Array(this.#image.data.buffer);
      Object.assign(this, { side, count });
    }
    return this.pixels;
  }

  /** What was written can now be drawn. */
  close() {
    this.#canvas.getContext("2d").putImageData(this.#image, 0, 0);
  }

  /** Draw picture k into a rectangle. */
  draw(ctx, k, x, y, width, height) {
    ctx.drawImage(this.#canvas, 0, k * this.side, this.side, this.side, x, y, width, height);
  }
}
