/** The figure of a network in training: who trains, what moves and what a link says come from the widget's state. */

import { engineInWords } from "./engine_words.js";
import { Figure } from "./figure.js";

export class TrainingFigure extends Figure {
  #training;

  /**
   * @param model an anywidget model
   * @param {{training: import("./training_session.js").TrainingSession, restore: (values: Object) => void}} state
   * @param {Object} options
   * @param {() => void} options.draw  shows everything  @param {(state) => string} options.describe  the picture in words
   * @param {{schema: Function, values: Function, check?: Function}} options.link  how the state becomes a link and back
   */
  constructor(model, state, { draw, describe, link: { schema, values, check = (read) => read } }) {
    super({
      name: model.get("name"),
      draw,
      describe: () => describe(state),
      running: () => state.training.running,
      schema: () => schema(state),
      check: (read) => check(read, state),
      values: () => values(state),
      restore: (read) => state.restore(read),
    });
    this.#training = state.training;
  }

  /** Who trains, and what there is to know about it. */
  tellTraining() {
    const { engine, notice, running } = this.#training;
    this.tell({ engine, notice, running, words: engineInWords(this.#training) });
  }
}
