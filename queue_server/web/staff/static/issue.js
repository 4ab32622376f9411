// A number for somebody at the guidance desk.

import { deliver, newCommand } from "./api.js";
import { choiceField, textField } from "./ask.js";
import { byId, el, say, set } from "./dom.js";
import { problemText, tell } from "./notices.js";
import { waitText } from "./services.js";
import { pick, t } from "./texts.js";

export class IssueForm {
  constructor(hall) {
    this.hall = hall;
    this.busy = false;
    this.last = null;
    byId("issue").onsubmit = (event) => {
      event.preventDefault();
      this.#issue();
    };
    this.draw();
  }

  /** Make the form anew, in the page's language. */
  draw() {
    const { hall } = this;
    this.services = choiceField("service", t("services.name"), this.#errands());
    this.priority = choiceField("priority", t("issue.priority"), [{ value: "", text: t("issue.ordinary") },
      ...hall.plan.priorities.filter((one) => !one.second_visit).map((one) => ({ value: one.id, mark: one.mark, text: pick(one.name) }))], { onchange: () => this.#drawShow() });
    this.show = el("p", { class: "hint show" });
    this.visit = textField("second_visit", t("issue.second_visit"), { required: false, maxlength: 16, upper: true });
    this.override = textField("override", t("issue.override"), { required: false, presets: t("reasons.override").split("|") });
    const printers = hall.plan.kiosks.filter((kiosk) => kiosk.printer !== null);
    this.kiosk = el("select", { id: "issue-kiosk" }, el("option", { value: "" }, t("issue.no_slip")), printers.map((one) => el("option", { value: one.id }, t("slips.kiosk", { name: one.id }))));
    this.problem = el("p", { class: "problem", role: "alert" });
    this.button = el("button", { type: "submit", class: "primary" }, t("issue.submit"));
    this.result = el("div", { class: "result", role: "status", hidden: true });
    byId("issue").replaceChildren(this.services.root, this.priority.root, this.show,
      el("details", {}, el("summary", {}, t("issue.more")), this.visit.root, this.override.root),
      el("div", { class: "line" }, el("label", { for: "issue-kiosk" }, t("issue.slip")), this.kiosk, this.button),
      this.problem, this.result);
    this.#drawShow();
  }

  update(now) {
    const queues = new Map(now.services.map((queue) => [queue.service, queue]));
    for (const input of this.services.root.querySelectorAll("input")) {
      const first = this.hall.plan.packages.find((one) => one.id === input.value)?.services[0] ?? input.value;
      const queue = queues.get(first);
      if (queue) say(input.parentElement.querySelector("small"), this.#queueText(queue));
    }
    set(this.button, "aria-disabled", this.busy || this.hall.stale ? "true" : null);
  }

  #errands() {
    const { services, packages } = this.hall.plan;
    return [...services, ...packages].map((one) => ({ value: one.id, mark: one.prefix, text: pick(one.name), hint: "…" }));
  }

  #queueText(queue) {
    const count = t("windows.waiting", { count: queue.waiting });
    if (queue.unavailable) return `${t(`unavailable.${queue.unavailable.replace("-", "_")}`)} · ${count}`;
    return `${count} · ${waitText(queue)}${queue.queue_long ? ` · ${t("issue.long")}` : ""}`;
  }

  #drawShow() {
    const chosen = this.hall.plan.priorities.find((one) => one.id === this.priority.value());
    say(this.show, chosen ? pick(chosen.show) : "");
  }

  #issue() {
    if (this.busy || this.hall.stale) return;
    const chosen = this.priority.value();
    const staffOnly = this.hall.plan.priorities.find((one) => one.id === chosen)?.kiosk === false;
    const override = this.override.value() || (staffOnly ? t("issue.checked") : "");
    const body = { service: this.services.value(), ...(chosen && { priority: chosen }), ...(this.visit.value() && { second_visit: this.visit.value().replaceAll(" ", "") }), ...(override && { override }) };
    // The same wish again, after an answer that never came, is the same command.
    const same = JSON.stringify(body);
    if (this.last?.same !== same) this.last = { same, command: newCommand("/tickets", body) };
    this.#send(this.last.command);
  }

  async #send(command) {
    this.busy = true;
    this.button.classList.add("busy");
    say(this.problem, "");
    try {
      this.#done(await deliver(command, () => say(this.problem, t("windows.retrying"))));
    } catch (problem) {
      if (problem.status === 401) this.hall.failed(problem);
      else say(this.problem, problem.unsure ? t("ask.unsure") : problemText(problem));
      if (!problem.unsure) this.last = null;
    } finally {
      this.busy = false;
      this.button.classList.remove("busy");
    }
  }

  #done(answer) {
    this.last = null;
    say(this.problem, "");
    const { ticket, people_ahead: ahead } = answer;
    this.result.replaceChildren(el("b", { class: "number" }, ticket.number),
      el("p", {}, el("span", {}, this.hall.service(ticket.package ?? ticket.service)), el("span", {}, t("issue.ahead", { count: ahead })), el("span", {}, waitText({ open: true, waiting: 1, ...answer }))));
    this.result.hidden = false;
    this.visit.fill("");
    this.override.fill("");
    this.button.focus({ preventScroll: true });
    if (this.kiosk.value) this.#print(newCommand(`/tickets/${encodeURIComponent(ticket.id)}/reprint`, { kiosk: this.kiosk.value }), ticket);
  }

  async #print(command, ticket) {
    try {
      await deliver(command);
      tell(t("slips.sent", { kiosk: t("slips.kiosk", { name: command.body.kiosk }), number: ticket.number }));
    } catch (problem) {
      this.hall.failed(problem, () => this.#print(command, ticket));
    }
  }
}
