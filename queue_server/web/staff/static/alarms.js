// What in the hall needs a hand now: the cause, and what to do next.

import { byId, el, KeyedList, say, set } from "./dom.js";
import { mark } from "./marks.js";
import { clock, language, t } from "./texts.js";

export class AlarmsCard {
  constructor() {
    this.list = new KeyedList(byId("alarms"), (alarm) => `${alarm.kind} ${alarm.service ?? alarm.window}`, () => new AlarmRow());
    this.empty = el("li", { class: "empty" });
  }

  update({ alarms, business_day: day }) {
    this.empty.remove();
    this.list.update(alarms.map((alarm) => ({ ...alarm, day })));
    if (alarms.length === 0) {
      this.empty.replaceChildren(mark("online"), t("alarms.empty"));
      byId("alarms").append(this.empty);
    }
    say(byId("alarms-count"), alarms.length ? String(alarms.length) : "");
    set(byId("alarms-count"), "hidden", alarms.length === 0);
    this.count = alarms.length;
  }
}

class AlarmRow {
  constructor() {
    this.cause = el("b");
    this.action = el("span", { class: "action" });
    this.since = el("span", { class: "since" });
    this.root = el("li", { class: "alarm" }, mark("warning"), el("p", {}, this.cause, this.action), this.since);
  }

  update(alarm) {
    set(this.root, "data-alarm", alarm.kind);
    say(this.cause, alarm[`cause_${language()}`]);
    say(this.action, t("alarms.next", { action: alarm[`action_${language()}`] }));
    say(this.since, alarm.since ? t("devices.since", { time: clock(alarm.since, alarm.day) }) : "");
  }
}
