/**
 * What the theme does for every part of a page at once, done for the parts near the reader: to ask a far part for its
 * size would lay it out, and the style sheet leaves the far ones out so that a phone shows a long chapter at once.
 */
(() => {
  "use strict";

  const SCROLLS = "pre, .cell_output > .output, .jp-RenderedHTMLCommon";

  /** What can be scrolled can be reached with the keyboard. A figure sees to its own code, which it may not have written yet. */
  function reachScrollable(part) {
    for (const box of part.querySelectorAll(SCROLLS)) {
      if (box.closest(".nnkit")) continue;
      box.tabIndex = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight ? 0 : -1;
    }
  }

  /** Mark in the margin's contents where the reader is, from the first scrolling on. */
  function followReader() {
    const contents = document.querySelector(".bd-toc-nav");
    if (!contents?.offsetParent) return;
    window.bootstrap.ScrollSpy.getOrCreateInstance(document.body, { target: ".bd-toc-nav", rootMargin: "0px 0px -60%" });
  }

  /** A link's goal moves while what stands around it gets its size. Nobody is called back who went on. */
  async function goToPlace() {
    const goal = document.querySelector(":target");
    for (let frame = 0; frame < 4 && goal && Math.abs(goal.getBoundingClientRect().top) < innerHeight; frame++) {
      goal.scrollIntoView();
      await new Promise(requestAnimationFrame);
    }
  }

  /** Whether the browser says when it lays out a part; where it does not, it lays out all of them at once. */
  const SAYS_WHEN = "ContentVisibilityAutoStateChangeEvent" in window;

  document.addEventListener("DOMContentLoaded", () => {
    const parts = [...document.querySelectorAll(".bd-article > section > *")];
    const isNear = (part) => part.firstElementChild?.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
    const reachNear = () => parts.filter(isNear).forEach(reachScrollable);
    if (SAYS_WHEN) {
      for (const part of parts) {
        part.addEventListener("contentvisibilityautostatechange", ({ skipped }) => skipped || reachScrollable(part));
      }
    }
    window.addEventListener("load", () => {
      reachNear();
      goToPlace();
    });
    window.addEventListener("hashchange", goToPlace);
    window.addEventListener("resize", reachNear);
    document.addEventListener("toggle", ({ target }) => reachScrollable(target), true); // code that was folded
    window.addEventListener("scroll", followReader, { once: true, passive: true });
  });
})();
