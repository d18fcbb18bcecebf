// A counting button that keeps a diary, for the tests to read.
globalThis.diary ??= [];
globalThis.models ??= [];
diary.push("imported");

function initialize({ model, signal }) {
  diary.push(`initialized with ${model.get("count")}`);
  models.push(model);
  signal.addEventListener("abort", () => leave("signal of initialize"));
  return () => leave("initialize");
}

async function render({ model, el, signal }) {
  diary.push(`rendered with ${model.get("count")}`);
  const button = document.createElement("button");
  const show = () => { button.textContent = `count is ${model.get("count")}`; };
  button.className = "counter";
  button.addEventListener("click", () => {
    model.set("count", model.get("count") + 1);
    model.save_changes();
    model.send({ kind: "step" }, undefined, [new ArrayBuffer(8)]);
  });
  model.on("change:count", show);
  show();
  el.append(button);
  signal.addEventListener("abort", () => leave("signal of render"));
  return () => {
    const before = button.textContent;
    model.set("count", model.get("count") + 100);
    leave(`render, ${button.textContent === before ? "deaf" : "still listening"}`);
  };
}

// The page is gone when a test asks, so this part of the diary outlives it.
function leave(what) {
  localStorage.setItem("left", `${localStorage.getItem("left") ?? ""}${what}; `);
}

export default async () => {
  diary.push("made");
  return { initialize, render };
};
