/** Going through the pictures of an ImageClassifier one by one, in their order or with the wrong ones first. No DOM. */

export class Browsing {
  #state;
  #order = { of: "", places: [] };

  /** @param {import("./image_classifier_state.js").ImageState} state */
  constructor(state) {
    this.#state = state;
    this.wrongFirst = false;
  }

  /** The next picture in the order that was chosen, or the one before. @param {1 | -1} by */
  go(by) {
    const { gallery } = this.#state;
    const { set, index } = gallery.at;
    if (!this.wrongFirst) return gallery.show(set, index + by);
    const fresh = this.#order.of !== this.#now;
    const places = this.#places;
    const here = fresh ? (by > 0 ? -1 : places.length) : places.indexOf(index);
    gallery.show(set, places[(here + by + places.length) % places.length]);
  }

  sortWrongFirst(on) {
    const { gallery } = this.#state;
    this.wrongFirst = on;
    this.#order.of = "";
    if (on) gallery.turnTo(gallery.at.set, this.#places[0]);
    this.#state.changed();
  }

  /** What the order was made of. */
  get #now() {
    const { gallery: { at, changes }, training: { step, epoch } } = this.#state;
    return [at.set, step, epoch, Object.values(changes)].join();
  }

  /** The places of a set with the wrong ones first; it stays as it is until the network or the pictures change. */
  get #places() {
    if (this.#order.of !== this.#now) {
      const { gallery, answers } = this.#state;
      const wrong = answers.wrongOnes(gallery.at.set);
      const places = Array.from({ length: gallery.set.n }, (_, k) => k);
      this.#order = { of: this.#now, places: [...places.filter((k) => wrong[k]), ...places.filter((k) => !wrong[k])] };
    }
    return this.#order.places;
  }
}
