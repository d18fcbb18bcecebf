/**
 * Starts the widgets that Jupyter Book stored in this page, without a kernel and without another host.
 *
 * A classic script, because browsers refuse a module script from file://. The page stores each widget's traits as
 * ipywidgets does; a widget built on anywidget carries its code in the trait `_esm`, and that is all it needs.
 * What has no such code gets a visible note, and what fails gets a visible reason: a place is never left blank.
 *
 * @typedef {{model_name: string, state: Object<string, any>, buffers?: StoredBuffer[]}} Stored  a widget as the page stores it
 * @typedef {{path: (string|number)[], encoding: string, data: string}} StoredBuffer  a binary part of its traits
 * @typedef {{initialize?: Function, render?: Function}} Definition  what a widget's module exports
 */
(() => {
  "use strict";

  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

  /** The book's first folder, where `_static` lies. */
  const ROOT = new URL("..", document.currentScript.src);

  /** Aborted when the reader leaves the page for good; every widget's clean-up hangs on it. */
  const leaving = new AbortController();

  // ---- The model: the part of Backbone's that widgets written for anywidget use ----

  /** A widget's traits, and the functions that want to hear when one is set. */
  class Model {
    /** @type {{event: string, callback: Function, context: any}[]} */
    #listeners = [];
    #state;

    /** @param {Object<string, any>} state  @param {{get_model: Function}} manager */
    constructor(state, manager) {
      this.#state = state;
      this.widget_manager = manager;
    }

    /** @param {string} name */
    get(name) {
      return this.#state[name];
    }

    /** Set one trait, or several given as an object; `change:name` is emitted for each new value, then `change`. */
    set(name, value) {
      const values = typeof name === "object" ? name : { [name]: value };
      const changed = Object.keys(values).filter((key) => !same(this.#state[key], values[key]));
      for (const key of changed) this.#state[key] = values[key];
      for (const key of changed) this.#emit(`change:${key}`, this, values[key], {});
      if (changed.length) this.#emit("change", this, {});
    }

    /** @param {string} events  one name, or several with spaces between */
    on(events, callback, context) {
      for (const event of events.split(" ")) this.#listeners.push({ event, callback, context });
    }

    /** Forget the listeners that match every argument given; `off()` forgets all. */
    off(events, callback, context) {
      const names = events?.split(" ");
      this.#listeners = this.#listeners.filter(
        (listener) =>
          (names && !names.includes(listener.event)) ||
          (callback && callback !== listener.callback) ||
          (context && context !== listener.context),
      );
    }

    /** Nothing to save to: there is no kernel behind the page. */
    save_changes() {}

    /** Nobody answers: there is no kernel behind the page. */
    send() {}

    /** The model as one user of it sees it: what that user's `off` can reach is only what it put `on` itself. */
    seenBy(user) {
      return {
        get: this.get.bind(this),
        set: this.set.bind(this),
        save_changes: this.save_changes.bind(this),
        send: this.send.bind(this),
        on: (events, callback) => this.on(events, callback, user),
        off: (events, callback) => this.off(events, callback, user),
        widget_manager: this.widget_manager,
      };
    }

    #emit(event, ...details) {
      for (const listener of [...this.#listeners]) {
        if (listener.event === event) listener.callback.apply(listener.context ?? this, details);
      }
    }
  }

  /** Equal in value, as Backbone compares: arrays and plain objects by their content, anything else by identity. */
  function same(a, b) {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    const kind = Object.getPrototypeOf(a);
    if (kind !== Object.getPrototypeOf(b) || ![Array.prototype, Object.prototype].includes(kind)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
  }

  // ---- The stored state of the page ----

  /** @returns {Object<string, Stored>} every widget that the page stores, by its model's id */
  const stored = once(() => {
    const scripts = [...document.querySelectorAll(STATE)];
    return Object.assign({}, ...scripts.map((script) => JSON.parse(script.textContent).state));
  });

  /** The traits of a stored widget, its binary parts put back where they were as DataViews. @param {Stored} record */
  function traits(record) {
    for (const { path, encoding, data } of record.buffers ?? []) {
      if (encoding !== "base64") throw new Error(`The page stores binary data as ${encoding}; only base64 is known.`);
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const owner = path.slice(0, -1).reduce((part, key) => part[key], record.state);
      owner[path.at(-1)] = new DataView(bytes.buffer);
    }
    return record.state;
  }

  /** One model a widget, however many views of it the page shows. */
  const modelOf = once((id) => {
    const record = stored()[id];
    if (!record) throw new Error(`The page stores no widget ${id}.`);
    return new Model(traits(record), { get_model: async (other) => modelOf(other) });
  });

  // ---- Code and style, once for each distinct text ----

  /** Import the text of a module. @type {(text: string) => Promise<any>} */
  const importText = once(async (text) => {
    refuseAddress(text, "code");
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    try {
      return await import(url);
    } finally {
      URL.revokeObjectURL(url);
    }
  });

  const addStyle = once((text) => {
    refuseAddress(text, "style sheet");
    document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
  });

  const SHARED = "nnkit-shared:";
  /** The functions that wait for a file of shared code or data, by its name. @type {Map<string, Function>} */
  const awaited = new Map();

  /** Such a file calls this with what it holds: code and style, or data in base64. */
  window.nnkitShared = (name, content) => awaited.get(name)(content);

  /** Load what lies outside of the page, with a classic script, as file:// allows. @param {string} reference */
  const loadShared = once(
    (reference) =>
      new Promise((resolve, reject) => {
        const name = reference.slice(SHARED.length);
        awaited.set(name, resolve);
        const src = new URL(`_static/widgets/${name}.js`, ROOT).href;
        const script = Object.assign(document.createElement("script"), { src });
        script.addEventListener("error", () => reject(new Error(`A part of the widget is missing: ${src}`)));
        document.head.append(script);
      }),
  );

  /** Put a stored widget's code and data where they belong, if the page only names them. @param {Stored} [record] */
  async function complete(record) {
    const loadCode = async () => {
      if (!record.state._esm?.startsWith(SHARED)) return;
      const { esm, css } = await loadShared(record.state._esm);
      Object.assign(record.state, { _esm: esm, _css: css });
    };
    const loadData = async (buffer) => {
      if (buffer.data.startsWith(SHARED)) buffer.data = await loadShared(buffer.data);
    };
    if (record) await Promise.all([loadCode(), ...(record.buffers ?? []).map(loadData)]);
  }

  /** In Jupyter a widget may name an address instead; a published page asks no other host. */
  function refuseAddress(text, what) {
    if (/^https?:\/\//.test(text)) throw new Error(`The widget's ${what} lies on another host: ${text}`);
  }

  /** A function that is called once for each distinct argument, and gives the same answer ever after. */
  function once(create) {
    const made = new Map();
    return (key) => {
      if (!made.has(key)) made.set(key, create(key));
      return made.get(key);
    };
  }

  // ---- A widget's life: load, initialize, render, clean up ----

  /** What the page cannot do: ask Python. */
  const experimental = { invoke: async () => Promise.reject(new Error("There is no kernel behind this page.")) };

  /** Load and initialize a widget, once for all of its views. @type {(id: string) => Promise<Definition>} */
  const start = once(async (id) => {
    await complete(stored()[id]);
    const model = modelOf(id);
    if (model.get("_css")) addStyle(model.get("_css"));
    const definition = await definitionIn(await importText(model.get("_esm")));
    await live(model, {}, (props) => definition.initialize?.(props));
    return definition;
  });

  /** @returns {Promise<Definition>} from the default export, an object or a function that makes one */
  async function definitionIn(module) {
    if (module.render) return { render: module.render }; // as before anywidget 0.9
    if (!module.default) throw new Error("The widget's module must export a default function or object.");
    return typeof module.default === "function" ? await module.default() : module.default;
  }

  /** Show one view of a widget in `el`. @param {HTMLElement} el */
  async function render(id, el) {
    const definition = await start(id);
    if (!definition.render) throw new Error("The widget's module has no function render.");
    await live(modelOf(id), el, (props) => definition.render({ ...props, el }));
  }

  /**
   * Call one of a widget's functions on behalf of `user`. Until the reader leaves, or the function fails, that user
   * listens to the model; then its listeners go, and the clean-up that the function gave back is called.
   */
  async function live(model, user, call) {
    const controller = new AbortController();
    const { signal } = controller;
    leaving.signal.addEventListener("abort", () => controller.abort());
    signal.addEventListener("abort", () => model.off(null, null, user));
    try {
      whenAborted(signal, await call({ model: model.seenBy(user), signal, experimental }));
    } catch (error) {
      controller.abort();
      throw error;
    }
  }

  /** Call a widget's clean-up, if it gave one, when its life ends; one that fails must not stop the others. */
  function whenAborted(signal, cleanUp) {
    if (typeof cleanUp !== "function") return;
    const call = () =>
      new Promise((resolve) => resolve(cleanUp())).catch((error) => console.warn("A widget's clean-up failed.", error));
    if (signal.aborted) call();
    else signal.addEventListener("abort", call);
  }

  // ---- The page ----

  /** Put a widget, or the reason why there is none, into the place behind its stored view. @param {HTMLElement} place */
  async function mount(place) {
    place.dataset.view = "starting";
    try {
      const id = JSON.parse(place.previousElementSibling.textContent).model_id;
      if (!("_esm" in (stored()[id]?.state ?? {}))) return needKernel(place, stored()[id]);
      const el = element("div");
      place.append(el);
      await render(id, el);
      place.dataset.view = "running";
    } catch (error) {
      fail(place, error);
    }
  }

  /** Say that a view needs a kernel, and where the page can get one. @param {Stored} [record] */
  function needKernel(place, record) {
    const name = record ? ` (${record.model_name.replace(/Model$/, "")})` : "";
    const text = element("p", {}, `This control${name} needs a running kernel, which a published page does not have. `);
    const links = [...document.querySelectorAll(".dropdown-launch-buttons a[href]")].map((link) =>
      element("a", { href: link.href, target: "_blank", rel: "noopener" }, link.textContent.trim()),
    );
    if (links.length) text.append("Open this chapter in ", ...between(links, " or "), ".");
    else text.append("Open this chapter's notebook in Jupyter to use it.");
    place.replaceChildren(element("div", { className: "nnkit-note" }, text));
    place.dataset.view = "needs-kernel";
  }

  /** Show why a widget could not start, to the reader and in the console. */
  function fail(place, error) {
    console.error("A widget could not start.", error);
    const said = element("p", {}, "This interactive figure could not start in your browser. The reason it gave:");
    const note = element("div", { className: "nnkit-note nnkit-note-error", role: "alert" }, said);
    note.append(element("code", {}, String(error)));
    place.replaceChildren(note);
    place.dataset.view = "failed";
  }

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function between(items, separator) {
    return items.flatMap((item, index) => (index ? [separator, item] : [item]));
  }

  /** Start widgets one after the other, with a breath between, so that the page can be read meanwhile. */
  async function startAll(places) {
    for (const place of places) {
      if (place.dataset.view !== "waiting") continue;
      mount(place);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** A widget starts when it is less than half a screen away. If a link holds a widget's state, all of them do. */
  function startWhenNear() {
    const places = [...document.querySelectorAll(VIEW)].map((script) => {
      const place = element("div", { className: "nnkit-view" });
      place.dataset.view = "waiting";
      script.after(place);
      return place;
    });
    const start = (seen) => startAll(seen.filter((one) => one.isIntersecting).map((one) => one.target));
    const observer = new IntersectionObserver(start, { rootMargin: "50% 0px" });
    for (const place of places) observer.observe(place);
    const startNamed = () => location.hash.includes("?") && startAll(places);
    window.addEventListener("hashchange", startNamed);
    startNamed();
  }

  /** Settle on light or dark before anything is drawn; the theme's script would do it late, and log an error first. */
  function chooseTheme() {
    const { dataset } = document.documentElement;
    dataset.mode ||= "auto";
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    if (dataset.mode === "auto") dataset.theme = dark ? "dark" : "light";
  }

  /** JupyterLite needs a server; a book that was opened as a file does not offer it. */
  function hideLite() {
    if (location.protocol !== "file:") return;
    for (const link of document.querySelectorAll('a[href*="lite/lab/"]')) (link.closest("li") ?? link).remove();
  }

  chooseTheme();
  document.addEventListener("DOMContentLoaded", hideLite);
  document.addEventListener("DOMContentLoaded", startWhenNear);
  // A page that goes into the back-forward cache may come back as it was, so its widgets stay alive.
  window.addEventListener("pagehide", (event) => event.persisted || leaving.abort());
})();
