// Every device of the hall file, those that need somebody first.

import { byId, el, KeyedList, say, set } from "./dom.js";
import { mark, redraw } from "./marks.js";
import { reasonText } from "./slips.js";
import { clock, t, tOr } from "./texts.js";

const URGENCY = ["fault", "offline", "warning", "unknown", "online"];
const BAD = new Set(URGENCY.slice(0, 3));

export class Devices {
  constructor(hall) {
    this.hall = hall;
    this.order = new Map(hall.plan.devices.map((device, index) => [device.id, index]));
    this.list = new KeyedList(byId("devices"), (device) => device.id, (device) => new DeviceRow(device));
    this.empty = el("li", { class: "empty" });
  }

  update(now) {
    const rows = this.#rows(now);
    this.list.update(rows);
    this.empty.remove();
    if (rows.length === 0) {
      say(this.empty, t("devices.empty"));
      byId("devices").append(this.empty);
    }
    this.#drawCount(rows);
  }

  #rows(now) {
    const reports = new Map(now.devices.map((device) => [device.device, device]));
    const known = this.hall.plan.devices.map((device) => ({ ...device, ...reports.get(device.id) }));
    // Programs of the hall may report for themselves, under a name that is no device's.
    const others = now.devices.filter((report) => !this.order.has(report.device))
      .map((report) => ({ id: report.device, sort: "other", place: null, ...report }));
    return [...known, ...others]
      .map((device) => ({ state: "unknown", reason: "", ...device, day: now.business_day }))
      .sort((one, other) => URGENCY.indexOf(one.state) - URGENCY.indexOf(other.state)
        || (this.order.get(one.id) ?? Infinity) - (this.order.get(other.id) ?? Infinity));
  }

  #drawCount(rows) {
    const bad = rows.filter((device) => BAD.has(device.state)).length;
    this.urgent = bad;
    const silent = rows.filter((device) => device.state === "unknown").length;
    const texts = [bad && t("devices.problems", { count: bad }), silent && t("devices.silent", { count: silent })].filter(Boolean);
    const count = byId("devices-count");
    say(count, rows.length ? texts.join(" · ") || t("devices.all_well") : "");
    set(count, "data-tone", bad ? "bad" : silent ? "plain" : "good");
    set(count, "hidden", rows.length === 0);
  }
}

class DeviceRow {
  constructor(device) {
    this.mark = mark("unknown");
    this.name = el("b");
    this.place = el("span", { class: "place" });
    this.state = el("span", { class: "word" });
    this.reason = el("span", { class: "reason" });
    this.since = el("span", { class: "since" });
    this.root = el("li", { class: "device", "data-device": device.id }, this.mark,
      el("p", { class: "what" }, this.name, this.place),
      el("p", { class: "how" }, this.state, this.since),
      this.reason);
  }

  update(device) {
    redraw(this.mark, device.state);
    set(this.root, "data-state", device.state);
    say(this.name, tOr(`sort.${device.sort}`, device.sort));
    say(this.place, device.place ? t(`devices.at_${device.place.kind}`, device.place) : device.id);
    set(this.place, "title", device.id);
    say(this.state, t(`condition.${device.state}`));
    say(this.reason, device.since ? (device.reason ? reasonText(device.reason) : "") : t("devices.never"));
    set(this.reason, "hidden", this.reason.textContent === "");
    say(this.since, device.since ? t("devices.since", { time: clock(device.since, device.day) }) : "");
  }
}
