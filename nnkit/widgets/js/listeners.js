/** Whoever wants to hear of changes, and how to stop hearing of them. */

export class Listeners {
  #all = new Set();

  /** @param {(...news: any[]) => void} listener  @returns {() => void} stops it */
  add(listener) {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(...news) {
    for (const listener of [...this.#all]) listener(...news);
  }

  clear() {
    this.#all.clear();
  }
}

/** Hear of these traits of an anywidget model. @param {(name: string) => void} listener @returns {() => void} stops it */
export function listenTo(model, names, listener) {
  const heard = names.map((name) => [`change:${name}`, () => listener(name)]);
  for (const [event, hear] of heard) model.on(event, hear);
  return () => heard.forEach(([event, hear]) => model.off(event, hear));
}
