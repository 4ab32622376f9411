// The queues of all services, and the day in numbers.

import { byId, el, KeyedList, say, set } from "./dom.js";
import { t } from "./texts.js";

const COUNTS = ["waiting", "serving", "issued", "finished", "no_show", "mean_wait"];

export class Services {
  constructor(hall) {
    this.list = new KeyedList(byId("services"), (queue) => queue.service, () => new ServiceRow(hall));
  }

  update(now) {
    this.list.update(now.services);
  }
}

class ServiceRow {
  constructor(hall) {
    this.hall = hall;
    this.name = el("th", { scope: "row" });
    this.waiting = el("td", { class: "large" });
    this.wait = el("td");
    this.issued = el("td");
    this.finished = el("td");
    this.root = el("tr", {}, this.name, this.waiting, this.wait, this.issued, this.finished);
  }

  update(queue) {
    const prefix = this.hall.plan.services.find((service) => service.id === queue.service)?.prefix ?? "";
    if (this.drawn !== `${prefix} ${this.hall.service(queue.service)}`) {
      this.drawn = `${prefix} ${this.hall.service(queue.service)}`;
      this.name.replaceChildren(el("span", { class: "prefix" }, prefix), this.hall.service(queue.service));
    }
    set(this.root, "data-service", queue.service);
    this.root.classList.toggle("closed", !queue.open);
    say(this.waiting, t("services.people", { count: queue.waiting }));
    say(this.wait, waitText(queue));
    say(this.issued, String(queue.issued));
    say(this.finished, String(queue.finished));
  }
}

/** An expected wait in words. */
export function waitText({ open, waiting, unavailable, expected_wait: wait }) {
  if (!open && waiting === 0) return t(unavailable ? `unavailable.${unavailable.replace("-", "_")}` : "services.closed");
  if (!wait) return t("services.wait_none");
  if (wait.high === 0) return t("services.wait_now");
  if (wait.low === wait.high) return t("services.wait_about", wait);
  return t(wait.low === 0 ? "services.wait_within" : "services.wait_range", wait);
}

export class Today {
  constructor() {
    this.values = Object.fromEntries(COUNTS.map((name) => [name, el("dd")]));
    this.names = Object.fromEntries(COUNTS.map((name) => [name, el("dt")]));
    byId("today").replaceChildren(...COUNTS.map((name) => el("div", { "data-count": name }, this.names[name], this.values[name])));
  }

  update({ today }) {
    for (const name of COUNTS) {
      say(this.names[name], t(`today.${name}`));
      if (name !== "mean_wait") say(this.values[name], String(today[name]));
    }
    const minutes = today.mean_wait_minutes;
    say(this.values.mean_wait, minutes === null ? t("today.none") : t("today.minutes", { count: minutes }));
  }
}
