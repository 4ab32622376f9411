// The lobby: kiosks with their screen, card tray, printer and slips.

import { el, fill, send } from "./dom.js";
import { enlarge } from "./large.js";
import { MirroredScreen } from "./screens.js";
import { drawSlip } from "./slip.js";
import { pick, t } from "./texts.js";
import { Caption } from "./voice.js";

const FAULTS = ["paper-out", "near-end", "cover-open"];

/** One kiosk of the lobby; `topics` maps the topics it listens to onto its methods. */
export class Kiosk {
  constructor(kiosk, cards) {
    this.kiosk = kiosk;
    this.cards = cards;
    this.reader = { card: null };
    this.printer = null;
    this.link = { connected: true };
    const portrait = kiosk.orientation === "portrait";
    this.caption = kiosk.voice ? new Caption() : null;
    this.screen = new MirroredScreen(kiosk.id, { touch: true, portrait, label: `${t("kiosk")} ${kiosk.number}`, ontouch: () => this.caption?.touched() });
    this.title = el("figcaption");
    this.tray = el("div", { class: "tray", role: "group" });
    this.hint = el("p", { class: "hint" });
    this.faults = el("div", { class: "faults", role: "group" });
    this.paper = el("div", { class: "paper", "aria-live": "polite" });
    this.root = el("figure", { class: `kiosk ${portrait ? "upright" : "wide"}`, data: { kiosk: kiosk.id } },
      this.title,
      el("div", { class: "bezel" }, this.screen.root),
      this.caption?.root,
      el("div", { class: "mouth" }, el("span", { class: "slot" }), el("div", { class: "slips" }, this.paper), this.faults),
      el("div", { class: "cards" }, this.hint, this.tray));
  }

  get topics() {
    const topics = {
      [`screen:${this.kiosk.id}`]: (view) => { this.screen.update(view); this.caption?.atHome(view.screen === "home"); },
      [`reader:${this.kiosk.id}`]: (view) => { this.reader = view; this.#drawCards(); },
    };
    if (this.caption) topics[`voice:${this.kiosk.id}`] = (said) => this.caption.update(said);
    if (this.kiosk.printer) topics[`printer:${this.kiosk.printer.id}`] = (view) => { this.printer = view; this.#drawPrinter(); };
    if (this.kiosk.printer?.link) topics[`link:${this.kiosk.printer.link}`] = (view) => { this.link = view; this.#drawFaults(); };
    return topics;
  }

  draw() {
    fill(this.title,
      el("span", { class: "name" }, `${t("kiosk")} ${this.kiosk.number}`),
      el("button", { type: "button", class: "quiet small", onclick: () => enlarge(this.screen.root) }, t("enlarge")));
    if (this.screen.view) this.screen.update(this.screen.view);
    this.caption?.draw();
    this.#drawCards();
    this.#drawPrinter();
  }

  #drawCards() {
    const usable = this.cards.filter((card) => this.kiosk.schemes.includes(card.scheme));
    fill(this.tray, usable.map((card) => this.#drawCard(card)));
    this.hint.textContent = usable.length === 0 ? "" : t(this.reader.card ? "on_reader" : "tap_here");
  }

  #drawCard(card) {
    const lies = this.reader.card === card.id;
    const tap = () => send(`/api/kiosks/${this.kiosk.id}/card`, { card: lies ? null : card.id });
    return el("button", {
      type: "button", class: `id-card ${card.scheme} ${lies ? "lies" : ""}`, title: t(card.scheme),
      "aria-pressed": String(lies), data: { card: card.id }, onclick: tap,
    },
      el("span", { class: "card-face", "aria-hidden": "true" }),
      el("span", { class: "card-name" }, pick(card.name)));
  }

  #drawPrinter() {
    if (!this.kiosk.printer) return;
    this.#drawFaults();
    const slips = this.printer?.slips ?? [];
    if (slips.length === 0) {
      fill(this.paper, el("p", { class: "hint" }, t("no_slip")));
      return;
    }
    // Only the newest moves out of the slot; redrawing must not move it again.
    const newest = slips[slips.length - 1];
    if (this.paper.dataset.slip === newest.id) return;
    this.paper.dataset.slip = newest.id;
    const slip = drawSlip(newest, "fresh");
    slip.addEventListener("click", () => enlarge(el("div", { class: "slip-row" }, slips.slice().reverse().map((one) => drawSlip(one)))));
    fill(this.paper, slip);
  }

  #drawFaults() {
    const printer = this.kiosk.printer;
    if (!printer) return;
    const on = new Set(this.printer?.faults ?? []);
    const toggles = FAULTS.map((fault) => this.#toggle(t(`fault_${fault.replaceAll("-", "_")}`), on.has(fault), fault,
      () => send(`/api/printers/${printer.id}/fault`, { fault, on: !on.has(fault) })));
    if (printer.link) {
      toggles.push(this.#toggle(t("fault_unplug"), !this.link.connected, "unplug",
        () => send(`/api/links/${printer.link}`, { connected: !this.link.connected })));
    }
    fill(this.faults, toggles);
  }

  #toggle(label, on, name, onclick) {
    return el("button", { type: "button", class: "fault", "aria-pressed": String(on), data: { fault: name }, onclick }, label);
  }
}
