// The windows as tiles, and the console of the one that is chosen.

import { Console } from "./console.js";
import { byId, el, KeyedList, say, set } from "./dom.js";
import { mark, redraw } from "./marks.js";
import { recall, remember, t } from "./texts.js";

const STORED = "paihao-staff-window";

export class Windows {
  constructor(hall) {
    this.hall = hall;
    this.chosen = recall(STORED);
    this.list = new KeyedList(byId("tiles"), (window) => window.window, (window) => new Tile(hall, window, () => this.choose(window.window)));
    this.consoles = new KeyedList(byId("console"), (window) => window.window, (window) => new Console(hall, window, () => this.choose(null)));
    this.empty = el("p", { class: "empty" });
  }

  update(now) {
    this.last = now;
    this.list.update(now.windows);
    this.#draw();
    this.empty.remove();
    if (now.windows.length === 0) {
      say(this.empty, t("windows.empty"));
      byId("tiles").append(this.empty);
    }
  }

  /** Open the console of a window, or with null fold it; the choice is kept in this browser. */
  choose(window) {
    const folded = this.chosen === window ? null : window;
    const before = this.chosen;
    this.chosen = folded;
    remember(STORED, folded ?? "");
    if (this.last) this.#draw();
    if (folded !== null) byId("console").scrollIntoView({ block: "nearest" });
    // Whoever used the keyboard stays where the console was.
    if (folded === null) this.list.rows.get(before)?.root.focus({ preventScroll: true });
  }

  /** Take a key that was pressed outside of every field; true when it meant something. */
  press(key) {
    const window = this.hall.plan.windows.find((one) => String(one.number) === key);
    if (window) {
      this.hall.views.show("desk");
      this.choose(window.id);
    }
    else if (key === "Escape" && this.chosen) this.choose(null);
    else return this.hall.views.shown === "desk" && (this.consoles.rows.get(this.chosen)?.press(key) ?? false);
    return true;
  }

  #draw() {
    const open = this.last.windows.filter((window) => window.window === this.chosen);
    const lists = { waiting: this.last.waiting, passed: this.last.passed };
    this.consoles.update(open.map((window) => ({ ...window, lists, day: this.last.business_day })));
    byId("tiles").classList.toggle("small", open.length > 0);
    for (const tile of this.list.all) set(tile.root, "aria-pressed", String(tile.window === this.chosen));
    set(byId("windows-hint"), "hidden", open.length > 0 || this.last.windows.length === 0);
  }
}

class Tile {
  constructor(hall, { window }, onChoose) {
    Object.assign(this, { hall, window });
    this.mark = mark("idle");
    this.name = el("span", { class: "name" });
    this.state = el("span", { class: "word" });
    this.number = el("b", { class: "number" });
    this.waiting = el("span", { class: "waiting" });
    this.served = el("span", { class: "served" });
    this.root = el("button", { type: "button", class: "tile", "data-window": window, onclick: onChoose },
      el("span", { class: "line" }, this.name, el("span", { class: "state" }, this.mark, this.state)),
      this.number,
      el("span", { class: "line small" }, this.waiting, this.served));
  }

  update(view) {
    redraw(this.mark, view.status);
    set(this.root, "data-state", view.status);
    say(this.name, t("windows.name", { number: this.hall.number(view.window) }));
    say(this.state, t(`windows.${view.status}`));
    say(this.number, view.ticket?.number ?? "—");
    say(this.waiting, t("windows.waiting", { count: view.waiting }));
    say(this.served, t("windows.served", { count: view.finished }));
  }
}
