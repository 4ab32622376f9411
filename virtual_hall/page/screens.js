// Mirrored screens: the real program's picture, and a finger on it.

import { el, fill, send } from "./dom.js";
import { t } from "./texts.js";

const MOVE_GAP_MS = 40;

/** A screen that shows the mirror of `id`; `touch` makes it answer the pointer. */
export class MirroredScreen {
  constructor(id, { touch, portrait, label, ontouch = () => {} }) {
    this.id = id;
    this.ontouch = ontouch;
    this.view = null;
    this.loading = false;
    this.sending = Promise.resolve();
    this.picture = el("canvas", { role: "img", "aria-label": label });
    this.away = el("div", { class: "away" });
    this.root = el("div", { class: `screen ${portrait ? "portrait" : "landscape"}`, data: { screen: id } }, this.picture, this.away);
    if (touch) this.#listen();
  }

  update(view) {
    this.view = view;
    this.root.classList.toggle("down", !view.connected);
    fill(this.away, el("strong", {}, t("screen_away")), el("span", {}, t("screen_away_hint")));
    this.#fetch();
  }

  // One picture at a time: a slow browser skips pictures instead of queueing them, and the old one stays until then.
  async #fetch() {
    if (this.loading || !this.view?.frame || this.shown === this.view.frame) return;
    this.loading = true;
    const frame = this.view.frame;
    try {
      const answer = await fetch(`/api/screens/${this.id}.jpg?frame=${frame}`);
      if (answer.ok) {
        await this.#draw(await createImageBitmap(await answer.blob()));
        this.shown = frame;
      }
    } catch {
      // The page's own state line says that the hall is away; the next picture is fetched when it is back.
    }
    this.loading = false;
    if (this.shown === frame) this.#fetch();
  }

  async #draw(bitmap) {
    if (this.picture.width !== bitmap.width || this.picture.height !== bitmap.height) {
      this.picture.width = bitmap.width;
      this.picture.height = bitmap.height;
    }
    this.picture.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    this.root.classList.add("seen");
  }

  #listen() {
    let moved = 0;
    let down = false;
    const point = (event, kind) => {
      const box = this.picture.getBoundingClientRect();
      if (!this.shown || !box.width) return;
      // Pictures come at half size; the program wants full-size pixels.
      const x = Math.round(((event.clientX - box.left) / box.width) * this.picture.width * 2);
      const y = Math.round(((event.clientY - box.top) / box.height) * this.picture.height * 2);
      // One after the other: a finger must not be lifted before it is put down.
      this.sending = this.sending.then(() => send(`/api/screens/${this.id}/pointer`, { kind, x, y }));
    };
    this.picture.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.picture.setPointerCapture(event.pointerId);
      down = true;
      this.ontouch();
      this.#ripple(event);
      point(event, "down");
    });
    this.picture.addEventListener("pointermove", (event) => {
      if (!down || event.timeStamp - moved < MOVE_GAP_MS) return;
      moved = event.timeStamp;
      point(event, "move");
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.picture.addEventListener(end, (event) => {
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
