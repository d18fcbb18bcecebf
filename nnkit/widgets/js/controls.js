/**
 * Labelled native inputs. Each maker returns its `element`, and `set` to show a value that was set elsewhere; what the
 * reader does comes to the callback. A label wraps its input, so that nothing needs an id.
 */

/** JupyterLab, whose keys would act on the notebook, leaves the keys of an element with this attribute to it. */
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** An element with properties, attributes (those with a - or in lower case) and children. */
export function element(tag, { attributes = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {{words: string, title?: string, main?: boolean, quiet?: boolean, onClick: () => void}} options */
export function button({ words, title = "", main = false, quiet = false, onClick }) {
  const className = `nn-button${main ? " nn-main" : ""}${quiet ? " nn-quiet" : ""}`;
  const made = element("button", { type: "button", className, title }, words);
  made.addEventListener("click", onClick);
  const set = (text) => {
    if (made.textContent !== text) made.textContent = text;
  };
  return { element: made, set };
}

/** The button that plays and pauses; `set` gets whether it plays. @param {{main?: boolean, onClick: () => void}} options */
export function playButton({ main = true, onClick }) {
  const words = (running) => (running ? "❚❚ Pause" : "▶\uFE0E Play");
  const made = button({ words: words(false), main, onClick });
  return { element: made.element, set: (running) => made.set(words(running)) };
}

/** Hand the focus on from a button that is about to go, to the main one. What was pressed with a pointer moves no page. */
export function passFocus(button) {
  const main = button.closest(".nnkit").querySelector(".nn-main");
  main?.focus({ preventScroll: !button.matches(":focus-visible") });
}

/**
 * A menu. A value that was set elsewhere and is none of the options becomes one, with the words that `nameOf` gives it.
 * @param {{label: string, options: [string, string][], nameOf?: (value: string) => string, onChange: (value: string) => void}} options
 */
export function select({ label, options, nameOf = same, onChange }) {
  const made = element("select", { attributes: OWN_KEYS }, ...options.map(([value, words]) => element("option", { value }, words)));
  made.addEventListener("change", () => onChange(made.value));
  const set = (value) => {
    made.value = value;
    if (made.value === value) return;
    made.append(element("option", { value }, nameOf(value)));
    made.value = value;
  };
  return { element: element("label", { className: "nn-field" }, element("span", {}, label), made), set };
}

/** A check box with its words. @param {{label: string, onChange: (on: boolean) => void}} options */
export function toggle({ label, onChange }) {
  const input = element("input", { type: "checkbox", attributes: OWN_KEYS });
  input.addEventListener("change", () => onChange(input.checked));
  const set = (on) => {
    input.checked = on;
  };
  return { element: element("label", { className: "nn-toggle" }, input, element("span", {}, label)), set };
}

/**
 * A row of choices of which one holds. Each is a native radio button with its words, in the look of its class.
 * @param {{label: string, options: [value: string, words: string, look: string][], onChange: (value: string) => void}} options
 */
export function radios({ label, options, onChange }) {
  // The group's name keeps several figures on a page apart.
  const name = `nn-${Math.random().toString(36).slice(2)}`;
  const inputs = options.map(([value]) => element("input", { type: "radio", name, value, attributes: OWN_KEYS }));
  for (const input of inputs) input.addEventListener("change", () => onChange(input.value));
  const choices = options.map(([, words, look], k) => element("label", { className: `nn-choice ${look}` }, inputs[k], element("span", {}, words)));
  const set = (value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
  return { element: element("div", { className: "nn-choices", attributes: { role: "radiogroup", "aria-label": label } }, ...choices), set };
}

/**
 * A slider with its value beside its name. `toPlace` and `fromPlace` lay the values on the slider, evenly by default;
 * `format` writes the value, `speak` says it to a screen reader.
 */
export function slider({ label, lo, hi, step, toPlace = same, fromPlace = same, format, speak = format, onInput, color = "" }) {
  const attributes = { min: toPlace(lo), max: toPlace(hi), step, "aria-label": label, ...OWN_KEYS };
  const input = element("input", { type: "range", attributes });
  // A screen reader hears the slider's own value; an output that moves while a figure plays would be read out without end.
  const value = element("output", { className: `nn-value ${color}`, attributes: { "aria-live": "off" } });
  const mark = element("span", { className: "nn-mark", hidden: true, attributes: { "aria-hidden": "true" } });
  input.addEventListener("input", () => onInput(fromPlace(Number(input.value))));
  const made = element(
    "label", { className: "nn-field nn-slider" },
    element("span", { className: "nn-name" }, label, " ", value), element("span", { className: "nn-track" }, input, mark),
  );
  return { element: made, input, set: (at) => show(input, value, at, { toPlace, format, speak }), mark: marker(mark, lo, hi, toPlace) };
}

/** A slider for η: even in its logarithm, with two significant digits where the reader sets it. */
export function logSlider({ lo, hi, perDecade = 20, ...options }) {
  const fromPlace = (place) => Number((10 ** place).toPrecision(2));
  return slider({ lo, hi, step: 1 / perDecade, toPlace: Math.log10, fromPlace, ...options });
}

function show(input, value, at, { toPlace, format, speak }) {
  const place = String(toPlace(at));
  // While the reader's finger is on it the slider is where it should be already.
  if (Math.abs(Number(input.value) - Number(place)) > Number(input.step) / 2) input.value = place;
  const words = format(at);
  if (value.textContent !== words) value.textContent = words;
  const spoken = speak(at);
  if (input.getAttribute("aria-valuetext") !== spoken) input.setAttribute("aria-valuetext", spoken);
}

/** Puts a mark with a word under a place of the slider, or takes it away. */
function marker(mark, lo, hi, toPlace) {
  return (at, words = "") => {
    mark.hidden = at === null || at < lo || at > hi;
    if (mark.hidden) return;
    const share = (toPlace(at) - toPlace(lo)) / (toPlace(hi) - toPlace(lo));
    mark.style.setProperty("--nn-at", share.toFixed(4));
    mark.classList.toggle("nn-late", share > 0.5);
    if (mark.textContent !== words) mark.textContent = words;
  };
}

function same(value) {
  return value;
}

/**
 * Drag on a canvas with mouse, pen or finger. `grab` says whether a place is worth taking hold of; `move` gets places
 * in CSS pixels until the pointer is let go.
 */
export function draggable(canvas, { grab, move, hover = () => {} }) {
  const place = (event) => [event.offsetX, event.offsetY];
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || !grab(place(event))) return; // a second finger would pull it to and fro
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    move(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) move(place(event));
    else hover(place(event));
  });
}

/** A whole number with a button for one less and one for one more. `less` and `more` say what they do. */
export function stepper({ label, less, more, lo, hi, onChange }) {
  const value = element("output");
  const change = (by) => () => onChange(Number(value.textContent) + by);
  const [down, up] = [[less, "−", -1], [more, "+", 1]].map(([words, sign, by]) => {
    const made = button({ words: sign, title: words, onClick: change(by) });
    made.element.setAttribute("aria-label", words);
    return made.element;
  });
  const set = (count) => {
    if (value.textContent !== String(count)) value.textContent = count;
    // A button that is switched off under the finger would lose the focus, so it only says that it is.
    for (const [end, at] of [[down, lo], [up, hi]]) end.setAttribute("aria-disabled", count === at);
  };
  const made = element("div", { className: "nn-field nn-stepper", attributes: { role: "group", "aria-label": label } }, element("span", {}, label), element("span", { className: "nn-plus-minus" }, down, value, up));
  const guarded = (event) => event.target.getAttribute("aria-disabled") === "true" && event.stopImmediatePropagation();
  made.addEventListener("click", guarded, true);
  return { element: made, set };
}

/** A number to type in; what isn't one is put back. */
export function numberField({ label, step = 0.1, onChange }) {
  const input = element("input", { type: "number", step, className: "nn-number", attributes: { "aria-label": label, inputmode: "decimal" } });
  let holds = "";
  input.addEventListener("change", () => {
    if (!Number.isFinite(input.valueAsNumber)) return;
    holds = input.value;
    onChange(input.valueAsNumber);
  });
  const show = () => {
    if (input.value !== holds) input.value = holds;
  };
  input.addEventListener("blur", show);
  const set = (value) => {
    holds = String(value);
    if (document.activeElement !== input) show();
  };
  return { element: input, input, set };
}
