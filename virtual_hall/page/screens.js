// Mirrored screens: the real program's picture, and a finger on it.

import { el, fill, send } from "./dom.js";
import { t } from "./texts.js";

const MOVE_GAP_MS = 40;

/** A screen that shows the mirror of `id`; `touch` makes it answer the pointer. */
export class MirroredScreen {
  constructor(id, { touch, portrait, label }) {
    this.id = id;
    this.view = null;
    this.loading = false;
    this.image = el("img", { alt: label, draggable: "false", decoding: "async" });
    this.away = el("div", { class: "away" });
    this.root = el("div", { class: `screen ${portrait ? "portrait" : "landscape"}`, data: { screen: id } }, this.image, this.away);
    this.image.addEventListener("load", () => this.#loaded());
    this.image.addEventListener("error", () => { this.loading = false; });
    if (touch) this.#listen();
  }

  update(view) {
    this.view = view;
    this.root.classList.toggle("down", !view.connected);
    fill(this.away, el("strong", {}, t("screen_away")), el("span", {}, t("screen_away_hint")));
    this.#fetch();
  }

  // One picture at a time: a slow browser skips pictures instead of queueing them.
  #fetch() {
    if (this.loading || !this.view?.frame || this.shown === this.view.frame) return;
    this.loading = true;
    this.shown = this.view.frame;
    this.image.src = `/api/screens/${this.id}.jpg?frame=${this.view.frame}`;
  }

  #loaded() {
    this.loading = false;
    this.root.classList.add("seen");
    this.#fetch();
  }

  #listen() {
    let moved = 0;
    let down = false;
    const point = (event, kind) => {
      const box = this.image.getBoundingClientRect();
      if (!this.image.naturalWidth || !box.width) return;
      // Pictures come at half size; the program wants full-size pixels.
      const x = Math.round(((event.clientX - box.left) / box.width) * this.image.naturalWidth * 2);
      const y = Math.round(((event.clientY - box.top) / box.height) * this.image.naturalHeight * 2);
      send(`/api/screens/${this.id}/pointer`, { kind, x, y });
    };
    this.image.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.image.setPointerCapture(event.pointerId);
      down = true;
      this.#ripple(event);
      point(event, "down");
    });
    this.image.addEventListener("pointermove", (event) => {
      if (!down || event.timeStamp - moved < MOVE_GAP_MS) return;
      moved = event.timeStamp;
      point(event, "move");
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.image.addEventListener(end, (event) => {
        if (!down) return;
        down = false;
        point(event, "up");
      });
    }
  }

  #ripple(event) {
    const box = this.root.getBoundingClientRect();
    const spot = el("span", { class: "ripple" });
    spot.style.left = `${event.clientX - box.left}px`;
    spot.style.top = `${event.clientY - box.top}px`;
    spot.addEventListener("animationend", () => spot.remove());
    this.root.append(spot);
  }
}
