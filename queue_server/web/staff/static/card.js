// The card that puts its holder first at the next visit: shown, and printed by a kiosk or by this computer.

import { deliver } from "./api.js";
import { openDialog } from "./dialog.js";
import { el, say, set } from "./dom.js";
import { conditionsOf, KioskChoice } from "./kiosks.js";
import { mark, redraw } from "./marks.js";
import { problemText } from "./notices.js";
import { printCommand, reasonText } from "./slips.js";
import { pick, t } from "./texts.js";

const MARKS = { queued: "queued", printing: "queued", printed: "online", failed: "fault" };

/** The card that is open, kept in step with what kiosks tell of it. */
export class Cards {
  constructor(hall) {
    this.hall = hall;
    this.open = null;
  }

  update(now) {
    if (this.open?.root.isConnected) this.open.update(now);
    else this.open = null;
  }

  /** Show the card of a ticket, large enough to copy it down; without `card` only who prints it. */
  show(ticket, card = null) {
    const { hall } = this;
    this.open = new CardPrint(hall, ticket);
    openDialog(t("card.title"), "card-dialog",
      card ? this.#sheet(card) : el("p", { class: "hint" }, t("card.of", { number: ticket.number })),
      this.open.root,
      card && el("div", { class: "actions" }, el("button", { type: "button", onclick: () => window.print() }, t("card.print"))));
    if (hall.state) this.open.update(hall.state);
  }

  #sheet(card) {
    const { hall } = this;
    return el("div", { class: "sheet" },
      el("p", { class: "sheet-hall" }, pick(hall.plan.hall.name)),
      el("p", { class: "sheet-title" }, t("card.title")),
      el("p", { class: "code" }, card.code.match(/.{1,4}/g).join(" ")),
      el("p", {}, t("card.service", { service: [card.service, card.package].filter(Boolean).map((id) => hall.service(id)).join(" / ") })),
      el("p", {}, t("card.valid_until", { day: card.valid_until })),
      el("p", { class: "hint" }, t("card.hint")));
  }
}

/** Has a kiosk print the card, and says what became of it. */
class CardPrint {
  constructor(hall, ticket) {
    Object.assign(this, { hall, ticket });
    this.busy = false;
    this.last = null;
    this.kiosks = new KioskChoice(hall);
    this.mark = mark("queued");
    this.state = el("span");
    this.line = el("p", { class: "card-state", role: "status", hidden: true }, this.mark, this.state);
    this.button = el("button", { type: "button", class: "primary", onclick: () => this.#press() });
    this.root = el("div", { class: "card-print" }, el("div", { class: "line" }, this.kiosks.several && this.kiosks.root, this.button), this.line);
  }

  update(now) {
    const asked = now.cards.find((one) => one.ticket === this.ticket.id);
    this.kiosks.update({ own: asked?.kiosk ?? this.ticket.kiosk, conditions: conditionsOf(now), label: t("card.kiosk_label") });
    say(this.button, t(asked ? "card.print_again" : "card.print_at_kiosk"));
    this.button.classList.toggle("primary", !asked || asked.state === "failed");
    if (asked && !this.busy && this.last === null) this.#tell(asked.state, cardText(asked));
    this.#drawBusy();
  }

  #tell(state, text) {
    redraw(this.mark, MARKS[state]);
    say(this.state, text);
    set(this.line, "data-state", state);
    set(this.line, "hidden", false);
  }

  #drawBusy() {
    const possible = !this.busy && !this.hall.stale && this.kiosks.any;
    set(this.button, "aria-disabled", possible ? null : "true");
    set(this.button, "title", this.kiosks.any ? null : t("slips.no_kiosk"));
    this.button.classList.toggle("busy", this.busy);
    return possible;
  }

  async #press() {
    if (!this.#drawBusy()) return;
    const kiosk = this.kiosks.value;
    // A press after nobody knew the end of the last one is the same press, unless another kiosk is meant.
    if (this.last?.body.kiosk !== kiosk) this.last = printCommand({ id: this.ticket.id, card: true }, kiosk);
    this.busy = true;
    this.#drawBusy();
    try {
      const asked = await deliver(this.last, () => this.#tell("queued", t("windows.retrying")));
      this.#tell(asked.state, cardText(asked));
      this.last = null;
    } catch (problem) {
      if (problem.status === 401) this.hall.failed(problem);
      else this.#tell("failed", problem.unsure ? t("ask.unsure") : problemText(problem));
      if (!problem.unsure) this.last = null;
    } finally {
      this.busy = false;
      this.#drawBusy();
    }
  }
}

function cardText({ state, reason, kiosk }) {
  const name = t("slips.kiosk", { name: kiosk });
  const text = t(`card.state_${state}`, { kiosk: name });
  return reason ? `${text}${t("punctuation.colon")}${reasonText(reason)}` : text;
}
