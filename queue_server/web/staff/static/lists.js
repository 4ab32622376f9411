// The numbers beside a window's console: who waits for it, whom it has parked, and who was passed.

import { el, KeyedList, say, set } from "./dom.js";
import { t } from "./texts.js";

const MINUTE_MS = 60000;

/** The mark of a priority class; nothing for those without one. */
export function badgeOf(hall, priority) {
  const found = hall.plan.priorities.find((one) => one.id === priority);
  return found ? el("span", { class: "badge", title: hall.priority(priority) }, found.mark) : "";
}

/** A list with a heading; `makeRow(item)` gives its rows. */
export class NumberList {
  constructor(name, makeRow) {
    this.name = name;
    this.heading = el("span");
    this.count = el("span", { class: "count", "data-tone": "plain" });
    this.items = el("ol", { class: "numbers" });
    this.empty = el("p", { class: "empty" });
    this.list = new KeyedList(this.items, (ticket) => ticket.id, makeRow);
    this.root = el("section", { class: "number-list", "data-list": name }, el("h4", {}, this.heading, this.count), this.items, this.empty);
  }

  update(tickets, count = tickets.length) {
    say(this.heading, t(`lists.${this.name}`));
    say(this.count, t("services.people", { count }));
    this.list.update(tickets);
    say(this.empty, t(`lists.${this.name}_empty`));
    set(this.empty, "hidden", tickets.length > 0);
    set(this.items, "hidden", tickets.length === 0);
  }
}

/** A number, its marks, its service and a remark; pressing it does `act(ticket)`. */
export class NumberRow {
  constructor(hall, act, { remark, label, possible = () => true }) {
    Object.assign(this, { hall, act, remark, label, possible });
    this.number = el("b", { class: "number" });
    this.marks = el("span", { class: "marks" });
    this.service = el("span", { class: "service" });
    this.note = el("span", { class: "remark" });
    this.button = el("button", { type: "button", class: "row", onclick: () => this.possible(this.ticket) && this.act(this.ticket) },
      this.number, this.marks, this.service, this.note);
    this.root = el("li", {}, this.button);
  }

  update(ticket) {
    this.ticket = ticket;
    const possible = this.possible(ticket);
    say(this.number, ticket.number);
    const marks = `${ticket.priority ?? ""} ${ticket.package ?? ""} ${this.hall.priority(ticket.priority)}`;
    if (this.drawn !== marks) {
      this.drawn = marks;
      this.marks.replaceChildren(badgeOf(this.hall, ticket.priority), ticket.package ? el("span", { class: "badge package", title: this.hall.service(ticket.package) }, t("lists.package_mark")) : "");
    }
    say(this.service, this.hall.service(ticket.service));
    say(this.note, this.remark(ticket));
    set(this.button, "aria-label", this.label(ticket));
    set(this.button, "aria-disabled", possible ? null : "true");
  }
}

/** Whole minutes from an ISO time until now. */
export const minutesSince = (hall, iso) => Math.max(0, Math.floor((hall.now() - new Date(iso)) / MINUTE_MS));

/** Minutes that a passed number may still come back; null where the hall sets no bound. */
export function restoreMinutes(hall, ticket) {
  const most = hall.plan.rules.restore_minutes;
  return most ? Math.max(0, Math.ceil(most - (hall.now() - new Date(ticket.passed_at)) / MINUTE_MS)) : null;
}

/** How a passed number may come back, in words. */
export function restoreText(hall, ticket) {
  const left = restoreMinutes(hall, ticket);
  if (left === 0) return t("lists.restore_late");
  return left === null ? t("lists.restore") : t("lists.restore_left", { count: left });
}
