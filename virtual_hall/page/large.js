// Showing one thing large, over the page.

import { fill } from "./dom.js";

let home = null;

/** Move an element into the large view until that closes; an element of no home is simply shown. */
export function enlarge(element) {
  const dialog = document.getElementById("large");
  const inside = document.getElementById("large-inside");
  home = element.parentElement ? { parent: element.parentElement, next: element.nextSibling, element } : null;
  if (home) {
    // Keeps the place of the element on the page while it is away.
    home.parent.style.minHeight = `${home.parent.offsetHeight}px`;
    home.parent.style.minWidth = `${home.parent.offsetWidth}px`;
  }
  fill(inside, element);
  dialog.showModal();
}

/** Prepare the dialog: a touch beside what it shows, or Escape, closes it. */
export function prepareLarge() {
  const dialog = document.getElementById("large");
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    if (home) {
      home.parent.insertBefore(home.element, home.next);
      home.parent.style.minHeight = "";
      home.parent.style.minWidth = "";
    }
    home = null;
    fill(document.getElementById("large-inside"));
  });
}
