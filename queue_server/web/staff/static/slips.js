// Papers that did not come out: tickets without a slip, second-visit cards, and the button that has one printed again.

import { deliver, newCommand } from "./api.js";
import { byId, el, KeyedList, say, set } from "./dom.js";
import { conditionsOf, KioskChoice } from "./kiosks.js";
import { mark, redraw } from "./marks.js";
import { tell } from "./notices.js";
import { age, clock, t, tOr } from "./texts.js";

/** Whoever wanted a card is gone by then, or has it by other means. */
const CARD_SHOWN_MS = 15 * 60000;

export class Slips {
  constructor(hall) {
    this.hall = hall;
    this.shown = new Set();
    this.list = new KeyedList(byId("slips"), (ticket) => `${ticket.card ? "card" : "slip"} ${ticket.id}`, () => new SlipRow(hall));
    this.empty = el("li", { class: "empty" });
  }

  update(now) {
    const tickets = [...this.#cards(now), ...now.unprinted].filter((ticket) => this.#worthShowing(ticket));
    this.shown = new Set(tickets.map((ticket) => ticket.id));
    const conditions = conditionsOf(now);
    this.empty.remove();
    this.list.update(tickets.map((ticket) => ({ ...ticket, day: now.business_day, conditions })));
    if (tickets.length === 0) this.#drawEmpty();
    const count = byId("slips-count");
    say(count, tickets.length ? String(tickets.length) : "");
    set(count, "hidden", tickets.length === 0);
    this.urgent = tickets.length;
  }

  #cards({ cards }) {
    return cards.filter((card) => card.state !== "printed" && this.hall.now() - new Date(card.asked_at) < CARD_SHOWN_MS)
      .map(({ ticket, state, asked_at: since, ...card }) => ({ ...card, id: ticket, print_state: state, since, card: true }));
  }

  #worthShowing(ticket) {
    return ticket.print_state === "failed" || this.shown.has(ticket.id) || this.hall.overdue(ticket);
  }

  #drawEmpty() {
    this.empty.replaceChildren(mark("online"), el("span", {}, t("slips.empty"), el("small", {}, t("slips.empty_hint"))));
    byId("slips").append(this.empty);
  }
}

class SlipRow {
  constructor(hall) {
    this.hall = hall;
    this.kiosks = new KioskChoice(hall);
    this.busy = false;
    this.mark = mark("fault");
    this.number = el("b", { class: "number" });
    this.service = el("span", { class: "service" });
    this.state = el("span", { class: "state" });
    this.since = el("span", { class: "since" });
    this.button = el("button", { type: "button", class: "primary", onclick: () => this.#reprint() });
    this.root = el("li", { class: "slip" },
      el("div", { class: "what" }, this.number, this.service,
        el("p", {}, this.mark, this.state), this.since),
      el("div", { class: "act" }, this.kiosks.several && this.kiosks.root, this.button));
  }

  update(ticket) {
    this.ticket = ticket;
    const failed = ticket.print_state === "failed";
    redraw(this.mark, failed ? "fault" : "queued");
    say(this.number, ticket.number);
    say(this.service, ticket.card ? t("card.title") : this.hall.service(ticket.service));
    const reason = ticket.reason ? reasonText(ticket.reason) : "";
    say(this.state, [t(`slips.state_${ticket.print_state}`), reason].filter(Boolean).join(t("punctuation.colon")));
    say(this.since, t("slips.since", { time: clock(ticket.since, ticket.day), age: age(this.hall.now() - new Date(ticket.since)) }));
    set(this.root, "data-state", ticket.print_state);
    set(this.root, "data-number", ticket.number);
    const { number } = ticket;
    this.kiosks.update({ own: ticket.kiosk, conditions: ticket.conditions, label: t("slips.kiosk_label", { number }) });
    say(this.button, t(ticket.card ? "card.print_again" : "slips.reprint"));
    // A slip on its way may come by itself: asking again is possible, but not proposed.
    this.button.classList.toggle("primary", failed || this.hall.overdue(ticket));
    set(this.button, "aria-label", t(ticket.card ? "card.print_label" : "slips.reprint_label", { number }));
    this.#drawBusy();
  }

  #drawBusy() {
    set(this.button, "aria-disabled", this.#possible() ? null : "true");
    this.button.classList.toggle("busy", this.busy);
    set(this.button, "title", this.kiosks.any ? null : t("slips.no_kiosk"));
  }

  #possible() {
    return !this.busy && !this.hall.stale && this.kiosks.any;
  }

  #reprint() {
    if (!this.#possible()) return;
    const kiosk = this.kiosks.value;
    this.#send(printCommand(this.ticket, kiosk), kiosk);
  }

  async #send(command, kiosk) {
    this.busy = true;
    this.#drawBusy();
    try {
      await deliver(command);
      tell(t(this.ticket.card ? "card.sent" : "slips.sent", { kiosk: t("slips.kiosk", { name: kiosk }), number: this.ticket.number }));
    } catch (problem) {
      this.hall.failed(problem, () => this.#send(command, kiosk));
    } finally {
      this.busy = false;
      this.#drawBusy();
    }
  }
}

/** The command that has a kiosk print a ticket's slip again, or its second-visit card. */
export function printCommand({ id, card }, kiosk) {
  return newCommand(`/tickets/${encodeURIComponent(id)}/${card ? "second-visit-card/print" : "reprint"}`, { kiosk });
}

/** A device's or a slip's reason in plain words; codes are written with - by some programs and with _ by others. */
export function reasonText(reason) {
  // Some codes have a number: paper-near-end:37 has 37 slips left.
  const [code, count] = reason.split(":");
  const key = `reason.${code.replaceAll("-", "_")}`;
  const plain = tOr(key, t("reason.other", { code: reason }));
  return count === undefined ? plain : tOr(`${key}_count`, plain, { count });
}
