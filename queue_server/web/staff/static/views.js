// The parts of the page that are shown at a time: a window's desk, the guidance desk, the hall, and what supervisors decide.

import { byId, el, say, set } from "./dom.js";
import { recall, remember, t } from "./texts.js";

const STORED = "paihao-staff-view";
const KEYS = { desk: "w", guide: "g", hall: "h", lead: "j" };

export class Views {
  constructor(role) {
    this.names = role === "supervisor" ? ["desk", "guide", "hall", "lead"] : ["desk", "guide", "hall"];
    this.tabs = new Map(this.names.map((name) => [name, this.#tab(name)]));
    byId("views").replaceChildren(...[...this.tabs.values()].map((tab) => tab.root));
    this.listeners = [];
    const last = recall(STORED);
    this.#turn(this.names.includes(last) ? last : role === "supervisor" ? "hall" : "desk");
  }

  /** Show a view; this browser opens with it the next time. */
  show(name) {
    remember(STORED, name);
    this.#turn(name);
  }

  #turn(name) {
    this.shown = name;
    for (const view of document.querySelectorAll(".view")) view.hidden = view.dataset.view !== name;
    for (const [own, tab] of this.tabs) set(tab.root, "aria-current", own === name ? "page" : null);
    for (const listen of this.listeners) listen(name);
  }

  /** Take a key; true when it is that of a view. */
  press(key) {
    const name = this.names.find((one) => KEYS[one] === key.toLowerCase());
    if (name) this.show(name);
    return name !== undefined;
  }

  /** Draw the tabs; `counts` says how much in each view needs somebody. */
  draw(counts) {
    for (const [name, tab] of this.tabs) {
      const count = counts[name] ?? 0;
      say(tab.text, t(`views.${name}`));
      say(tab.count, count ? String(count) : "");
      set(tab.count, "hidden", count === 0);
      set(tab.root, "aria-label", count ? t("views.with_count", { name: t(`views.${name}`), count }) : null);
    }
  }

  #tab(name) {
    const text = el("span");
    const count = el("span", { class: "count", hidden: true });
    const root = el("button", { type: "button", class: "tab", "data-tab": name, "aria-keyshortcuts": KEYS[name], onclick: () => this.show(name) },
      text, count, el("kbd", { "aria-hidden": "true" }, KEYS[name].toUpperCase()));
    return { root, text, count };
  }
}
