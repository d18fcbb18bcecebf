/**
 * Before a page is printed it is made light and unfolded, and afterward it is put back as it was.
 * With `?solutions=no` in its address a page shows no solution, on screen and on paper: a sheet of exercises.
 */
(() => {
  "use strict";

  const { dataset } = document.documentElement;
  if (new URLSearchParams(location.search).get("solutions") === "no") dataset.solutions = "no";

  window.addEventListener("beforeprint", () => {
    const { theme } = dataset;
    const folded = [...document.querySelectorAll("article details:not([open])")];
    for (const part of folded) part.open = true;
    dataset.theme = "light";
    const putBack = () => {
      for (const part of folded) part.open = false;
      dataset.theme = theme;
    };
    window.addEventListener("afterprint", putBack, { once: true });
  });
})();
