// What a kiosk says: its newest sentence to read, and to hear when somebody wants to.

import { el } from "./dom.js";
import { t } from "./texts.js";

/** Sentences that follow on a visitor's own touch so soon are theirs, and are spoken when sound is on. */
const OWN_MS = 15000;

export class Caption {
  constructor() {
    this.said = [];
    this.heard = null;
    this.touchedAt = -Infinity;
    this.home = false;
    this.player = new Audio();
    this.button = el("button", { type: "button", class: "play", onclick: () => this.#play() });
    this.text = el("span", { class: "grow" });
    this.root = el("p", { class: "caption" }, this.button, this.text);
  }

  /** The visitor touched the kiosk. */
  touched() {
    this.touchedAt = performance.now();
  }

  /** Nobody is at the kiosk, or somebody is. */
  atHome(home) {
    if (home && !this.home) this.player.pause();
    this.home = home;
    this.draw();
  }

  update(said) {
    this.said = said;
    this.draw();
    const newest = said.at(-1)?.id ?? 0;
    const own = performance.now() - this.touchedAt < OWN_MS && localStorage.getItem("sound") === "on";
    // What was said before the page was opened stays unsaid.
    if (this.heard !== null && newest !== this.heard && own) this.#play();
    this.heard = newest;
  }

  draw() {
    const newest = this.home ? null : this.said.at(-1);
    this.button.setAttribute("aria-label", t("voice_play"));
    this.button.disabled = !newest;
    this.text.textContent = newest?.text ?? t("voice_silent");
    this.text.title = newest?.text ?? "";
    this.root.classList.toggle("silent", !newest);
  }

  #play() {
    const newest = this.said.at(-1);
    if (!newest) return;
    // The next sentence cuts the one before short, as at a kiosk.
    this.player.src = newest.sound;
    this.player.play().catch(() => {});
  }
}
