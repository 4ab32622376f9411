// Calls for help from kiosks, until somebody says that it was taken care of.

import { deliver, newCommand } from "./api.js";
import { byId, el, KeyedList, say, set } from "./dom.js";
import { mark } from "./marks.js";
import { tell } from "./notices.js";
import { age, clock, t } from "./texts.js";

export class HelpCalls {
  constructor(hall) {
    this.hall = hall;
    this.list = new KeyedList(byId("help"), (call) => call.kiosk, () => new HelpRow(hall));
    this.empty = el("li", { class: "empty" });
  }

  update(now) {
    const calls = now.help_calls;
    this.empty.remove();
    this.list.update(calls.map((call) => ({ ...call, day: now.business_day })));
    if (calls.length === 0) {
      this.empty.replaceChildren(mark("online"), t("help.empty"));
      byId("help").append(this.empty);
    }
    say(byId("help-count"), calls.length ? String(calls.length) : "");
    set(byId("help-count"), "hidden", calls.length === 0);
    this.urgent = calls.length;
  }
}

class HelpRow {
  constructor(hall) {
    this.hall = hall;
    this.busy = false;
    this.place = el("b");
    this.since = el("span", { class: "since" });
    this.button = el("button", { type: "button", class: "primary", onclick: () => this.#answer() });
    this.root = el("li", { class: "call" }, mark("help"), el("p", {}, this.place, this.since), this.button);
  }

  update(call) {
    this.call = call;
    set(this.root, "data-kiosk", call.kiosk);
    say(this.place, t("slips.kiosk", { name: call.kiosk }));
    say(this.since, t("slips.since", { time: clock(call.since, call.day), age: age(this.hall.now() - new Date(call.since)) }));
    say(this.button, t("help.done"));
    set(this.button, "aria-label", t("help.done_label", { name: call.kiosk }));
    set(this.button, "aria-disabled", this.busy || this.hall.stale ? "true" : null);
  }

  #answer() {
    if (this.busy || this.hall.stale) return;
    this.#send(newCommand(`/help-calls/${encodeURIComponent(this.call.kiosk)}/answer`));
  }

  async #send(command) {
    this.busy = true;
    try {
      await deliver(command);
      tell(t("help.answered", { name: this.call.kiosk }));
    } catch (problem) {
      this.hall.failed(problem, () => this.#send(command));
    } finally {
      this.busy = false;
    }
  }
}
