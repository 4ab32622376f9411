// A number that somebody shows: how it stands, and what can be done about it. And the list of those who wait.

import { deliver, get, newCommand } from "./api.js";
import { ask, choiceField, textField } from "./ask.js";
import { byId, el, KeyedList, say } from "./dom.js";
import { minutesSince, NumberRow } from "./lists.js";
import { problemText, tell } from "./notices.js";
import { clock, t } from "./texts.js";
import { showWhy } from "./why.js";

const PACE_MS = 2000;
const ACTIVE = ["waiting", "parked"];

export class Find {
  constructor(hall) {
    this.hall = hall;
    this.text = "";
    this.label = el("label", { for: "find-number" });
    this.input = el("input", { id: "find-number", maxlength: 8, autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
    this.button = el("button", { type: "submit", class: "primary" });
    this.problem = el("p", { class: "problem", role: "status" });
    byId("find").replaceChildren(this.label, el("div", { class: "line" }, this.input, this.button), this.problem);
    byId("find").onsubmit = (event) => {
      event.preventDefault();
      this.look(this.input.value);
    };
    this.list = new KeyedList(byId("queue"), (ticket) => ticket.id, () => new NumberRow(hall, (ticket) => this.look(ticket.number), {
      remark: (ticket) => t("lists.waited", { count: minutesSince(hall, ticket.issued_at) }),
      label: ({ number }) => t("find.label_of", { number }),
    }));
    this.empty = el("li", { class: "empty" });
    this.draw();
  }

  /** Draw the texts in the page's language. */
  draw() {
    say(this.label, t("find.label"));
    say(this.button, t("find.submit"));
    byId("found").replaceChildren();
    if (this.text) this.#ask();
  }

  update(now) {
    this.empty.remove();
    this.list.update(now.waiting);
    if (now.waiting.length === 0) {
      say(this.empty, t("queue.empty"));
      byId("queue").append(this.empty);
    }
    // What was found may be somewhere else by now.
    const due = performance.now() - this.askedAt > PACE_MS && this.seq !== now.seq;
    if (!this.text || !due || this.hall.views.shown !== "guide") return;
    this.seq = now.seq;
    this.#ask();
  }

  /** Show what a number means today. */
  look(text) {
    this.text = text.trim();
    this.input.value = this.text;
    say(this.problem, "");
    byId("found").replaceChildren();
    if (this.text) this.#ask(true);
  }

  async #ask(aloud = false) {
    const asked = this.text;
    this.askedAt = performance.now();
    try {
      const { tickets } = await get(`/numbers/${encodeURIComponent(asked)}`);
      if (asked !== this.text) return;
      say(this.problem, tickets.length ? "" : t("find.none", { number: asked }));
      this.#show(tickets);
    } catch (problem) {
      if (problem.status === 401) this.hall.failed(problem);
      else if (aloud && asked === this.text) say(this.problem, problemText(problem));
    }
  }

  #show(tickets) {
    const drawn = JSON.stringify(tickets);
    if (this.drawn === drawn && byId("found").childElementCount === tickets.length) return;
    this.drawn = drawn;
    const focused = document.activeElement?.dataset?.act;
    byId("found").replaceChildren(...tickets.map((ticket) => this.#row(ticket)));
    if (focused) byId("found").querySelector(`[data-act="${focused}"]`)?.focus();
  }

  #row(ticket) {
    const buttons = this.#acts(ticket).map(([name, act]) => el("button", { type: "button", "data-act": name, onclick: act }, t(`find.${name}`)));
    return el("li", { "data-found": ticket.number },
      el("p", {}, el("b", { class: "number" }, ticket.number), el("span", {}, this.hall.service(ticket.service)),
        ticket.priority !== "ordinary" && el("span", { class: "tag" }, this.hall.priority(ticket.priority))),
      el("p", { class: "how" }, this.#stateText(ticket)),
      el("div", { class: "acts" }, buttons));
  }

  #stateText(ticket) {
    const window = ticket.window ? t("windows.name", { number: this.hall.number(ticket.window) }) : "";
    const state = t(`status.${ticket.status.replace("-", "_")}`);
    return [state, ticket.status === "waiting" ? "" : window, t("find.issued_at", { time: clock(ticket.issued_at) })].filter(Boolean).join(" · ");
  }

  #acts(ticket) {
    const { status } = ticket;
    return [
      status === "no-show" && ["restore", () => this.#restore(newCommand(this.#path(ticket, "restore")), ticket)],
      ACTIVE.includes(status) && ["transfer", () => this.#transfer(ticket)],
      [...ACTIVE, "no-show"].includes(status) && ["reprint", () => this.#reprint(ticket)],
      [...ACTIVE, "called", "no-show"].includes(status) && ["cancel", () => this.#cancel(ticket)],
      status === "interrupted" && ["card", () => this.hall.cards.show(ticket)],
      ticket.called_at && ["why", () => showWhy(this.hall, ticket)],
    ].filter(Boolean);
  }

  #path = (ticket, verb) => `/tickets/${encodeURIComponent(ticket.id)}/${verb}`;

  async #restore(command, ticket) {
    try {
      await deliver(command);
      tell(t("done.restore", { number: ticket.number, window: "" }));
    } catch (problem) {
      this.hall.failed(problem, () => this.#restore(command, ticket));
    }
  }

  #dialog(ticket, verb, fields, body, note) {
    ask({
      hall: this.hall, fields, note,
      title: t(`find.${verb}_title`, { number: ticket.number }),
      submit: t(`find.${verb}`),
      command: (values) => ({ path: this.#path(ticket, verb), body: body(values) }),
      done: (_answer, values) => tell(t(`find.${verb}_done`, { number: ticket.number, kiosk: values.kiosk ?? "" })),
    });
  }

  #cancel(ticket) {
    this.#dialog(ticket, "cancel", [textField("reason", t("ask.reason"), { presets: t("reasons.cancel").split("|") })], ({ reason }) => ({ reason }), t("find.cancel_note"));
  }

  #transfer(ticket) {
    const options = this.hall.plan.services.filter(({ id }) => id !== ticket.service).map(({ id, prefix }) => ({ value: id, mark: prefix, text: this.hall.service(id) }));
    const reason = textField("reason", t("ask.reason_optional"), { presets: t("reasons.transfer").split("|"), required: false });
    this.#dialog(ticket, "transfer", [choiceField("service", t("services.name"), options), reason],
      ({ service, reason: why }) => ({ service, ...(why && { reason: why }) }), t("find.transfer_note"));
  }

  #reprint(ticket) {
    const printers = this.hall.plan.kiosks.filter((kiosk) => kiosk.printer !== null).map(({ id }) => ({ value: id, text: t("slips.kiosk", { name: id }) }));
    if (printers.length === 0) tell(t("slips.no_kiosk"));
    else this.#dialog(ticket, "reprint", [choiceField("kiosk", t("find.kiosk"), printers, { value: ticket.kiosk ?? printers[0].value })], ({ kiosk }) => ({ kiosk }));
  }
}
