// Tickets without a slip, and the button that has one printed again.

import { deliver, newCommand } from "./api.js";
import { byId, el, KeyedList, say, set } from "./dom.js";
import { mark, redraw } from "./marks.js";
import { tell } from "./notices.js";
import { age, clock, t, tOr } from "./texts.js";

export class Slips {
  constructor(hall) {
    this.hall = hall;
    this.shown = new Set();
    this.list = new KeyedList(byId("slips"), (ticket) => ticket.id, () => new SlipRow(hall));
    this.empty = el("li", { class: "empty" });
  }

  update(now) {
    const tickets = now.unprinted.filter((ticket) => this.#worthShowing(ticket));
    this.shown = new Set(tickets.map((ticket) => ticket.id));
    const conditions = new Map(now.devices.map((device) => [device.device, device.state]));
    this.empty.remove();
    this.list.update(tickets.map((ticket) => ({ ...ticket, day: now.business_day, conditions })));
    if (tickets.length === 0) this.#drawEmpty();
    const count = byId("slips-count");
    say(count, tickets.length ? String(tickets.length) : "");
    set(count, "hidden", tickets.length === 0);
    this.urgent = tickets.length;
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
    this.printers = hall.plan.kiosks.filter((kiosk) => kiosk.printer !== null);
    this.chosen = null;
    this.busy = false;
    this.mark = mark("fault");
    this.number = el("b", { class: "number" });
    this.service = el("span", { class: "service" });
    this.state = el("span", { class: "state" });
    this.since = el("span", { class: "since" });
    this.kiosk = el("select", { onchange: () => { this.chosen = this.kiosk.value; } });
    this.button = el("button", { type: "button", class: "primary", onclick: () => this.#reprint() });
    this.root = el("li", { class: "slip" },
      el("div", { class: "what" }, this.number, this.service,
        el("p", {}, this.mark, this.state), this.since),
      el("div", { class: "act" }, this.printers.length > 1 && this.kiosk, this.button));
  }

  update(ticket) {
    this.ticket = ticket;
    const failed = ticket.print_state === "failed";
    redraw(this.mark, failed ? "fault" : "queued");
    say(this.number, ticket.number);
    say(this.service, this.hall.service(ticket.service));
    const reason = ticket.reason ? reasonText(ticket.reason) : "";
    say(this.state, [t(`slips.state_${ticket.print_state}`), reason].filter(Boolean).join(t("punctuation.colon")));
    say(this.since, t("slips.since", { time: clock(ticket.since, ticket.day), age: age(this.hall.now() - new Date(ticket.since)) }));
    set(this.root, "data-state", ticket.print_state);
    set(this.root, "data-number", ticket.number);
    this.#drawKiosks(ticket);
    say(this.button, t("slips.reprint"));
    // A slip on its way may come by itself: asking again is possible, but not proposed.
    this.button.classList.toggle("primary", failed || this.hall.overdue(ticket));
    set(this.button, "aria-label", t("slips.reprint_label", { number: ticket.number }));
    this.#drawBusy();
  }

  /** The kiosk that gave the number, unless its printer is known to be bad and another one is known to be good. */
  #drawKiosks(ticket) {
    set(this.kiosk, "aria-label", t("slips.kiosk_label", { number: ticket.number }));
    const condition = (kiosk) => ticket.conditions.get(kiosk.printer) ?? "unknown";
    const good = this.printers.find((kiosk) => ["online", "warning"].includes(condition(kiosk)));
    const own = this.printers.find((kiosk) => kiosk.id === ticket.kiosk);
    const bad = own && ["fault", "offline"].includes(condition(own));
    const proposed = (bad ? good ?? own : own ?? good ?? this.printers[0])?.id;
    const wanted = this.chosen ?? proposed;
    // Not while somebody is at it: a choice must not jump under the finger.
    if (document.activeElement === this.kiosk) return;
    const options = this.printers.map((kiosk) => {
      const state = condition(kiosk);
      const key = state === "online" ? "slips.kiosk" : "slips.kiosk_state";
      return { id: kiosk.id, text: t(key, { name: kiosk.id, state: t(`condition.${state}`) }) };
    });
    const drawn = JSON.stringify(options);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.kiosk.replaceChildren(...options.map((option) => el("option", { value: option.id }, option.text)));
    }
    this.kiosk.value = wanted;
  }

  #drawBusy() {
    set(this.button, "aria-disabled", this.#possible() ? null : "true");
    this.button.classList.toggle("busy", this.busy);
    set(this.button, "title", this.printers.length === 0 ? t("slips.no_kiosk") : null);
  }

  #possible() {
    return !this.busy && !this.hall.stale && this.printers.length > 0;
  }

  #reprint() {
    if (!this.#possible()) return;
    const kiosk = this.kiosk.value || this.printers[0].id;
    this.#send(newCommand(`/tickets/${encodeURIComponent(this.ticket.id)}/reprint`, { kiosk }), kiosk);
  }

  async #send(command, kiosk) {
    this.busy = true;
    this.#drawBusy();
    try {
      await deliver(command);
      tell(t("slips.sent", { kiosk: t("slips.kiosk", { name: kiosk }), number: this.ticket.number }));
    } catch (problem) {
      this.hall.failed(problem, () => this.#send(command, kiosk));
    } finally {
      this.busy = false;
      this.#drawBusy();
    }
  }
}

/** A device's or a slip's reason in plain words; codes are written with - by some programs and with _ by others. */
export function reasonText(reason) {
  // Some codes have a number: paper-near-end:37 has 37 slips left.
  const [code, count] = reason.split(":");
  const key = `reason.${code.replaceAll("-", "_")}`;
  const plain = tOr(key, t("reason.other", { code: reason }));
  return count === undefined ? plain : tOr(`${key}_count`, plain, { count });
}
