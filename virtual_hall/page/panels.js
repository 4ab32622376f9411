// Behind the scenes: log, staff, devices, programs, lines, announcements.

import { clock, el, fill, send } from "./dom.js";
import { pick, t, tOr } from "./texts.js";

const byId = (id) => document.getElementById(id);
const empty = (key) => el("li", { class: "empty" }, t(key));

export function drawLog(lines) {
  if (lines.length === 0) return fill(byId("log"), empty("nothing_happened"));
  fill(byId("log"), lines.slice().reverse().map((line) => el("li", { class: line.tone },
    el("time", {}, clock(line.at)), el("span", {}, pick(line.text)))));
}

export function drawUnprinted(tickets) {
  if (tickets.length === 0) return fill(byId("unprinted"), empty("nothing_unprinted"));
  fill(byId("unprinted"), tickets.map((ticket) => el("li", {},
    el("b", { class: "number" }, ticket.number),
    el("span", { class: "grow muted" }, tOr(`print_${ticket.print_state}`, ticket.print_state)),
    el("button", { type: "button", class: "small", data: { reprint: ticket.number }, onclick: () => send(`/api/tickets/${ticket.id}/reprint`) }, t("reprint")))));
}

export function drawQueues(queues, services) {
  fill(byId("queues"), queues.map((queue) => el("li", { class: queue.open ? "" : "shut" },
    el("b", { class: "number" }, services[queue.service]?.prefix ?? ""),
    el("span", { class: "grow" }, services[queue.service] ? pick(services[queue.service].name) : queue.service),
    el("span", { class: queue.open && queue.queue_long ? "bad" : "muted" }, standing(queue)))));
}

/** How many wait and how long, or why there are no numbers. Who waits is served even when no more numbers are given. */
function standing(queue) {
  const closed = queue.open ? "" : tOr(`closed_${queue.unavailable}`, t("closed"));
  const waiting = queue.open || queue.waiting ? `${queue.waiting} ${t("waiting_people")}${queue.open ? wait(queue) : ""}` : "";
  return [closed, waiting, queue.open && queue.queue_long ? t("long_queue") : ""].filter(Boolean).join(" · ");
}

function wait(queue) {
  const span = queue.expected_wait;
  if (!span) return "";
  if (span.high === 0) return ` · ${t("wait_now")}`;
  const minutes = span.low === span.high ? `${span.high}` : `${span.low}–${span.high}`;
  return ` · ${minutes} ${t("wait_minutes")}`;
}

export function drawDevices(devices) {
  if (devices.length === 0) return fill(byId("devices"), empty("no_devices"));
  fill(byId("devices"), devices.map((device) => el("li", { data: { device: device.device } },
    el("i", { class: `state ${device.state}` }),
    el("span", { class: "grow" }, device.device),
    el("span", { class: device.state === "online" || device.state === "unknown" ? "muted" : "bad" },
      device.reason ? reasonWords(device.reason) : t(`state_${device.state}`)))));
}

/** A reason is a stable word, some with a number: `paper-near-end:37` has 37 slips left. */
function reasonWords(reason) {
  const [word, count] = reason.split(":");
  if (count === undefined) return tOr(`reason_${word}`, reason);
  return tOr(`reason_${word}_count`, reason).replace("{count}", count);
}

export function drawPrograms(programs) {
  fill(byId("programs"), programs.map((program) => el("li", { data: { program: program.name } },
    el("i", { class: `state ${{ running: "online", starting: "unknown", waiting: "fault" }[program.state] ?? "offline"}` }),
    el("span", { class: "grow" }, program.name),
    el("span", { class: "muted" }, t(`program_${program.state}`), program.restarts ? ` · ${program.restarts} ${t("restarts")}` : ""),
    el("button", { type: "button", class: "small quiet", onclick: () => send(`/api/programs/${program.name}/restart`) }, t("restart")))));
}

export function drawLinks(links) {
  fill(byId("links"), links.map((link) => el("li", { data: { link: link.name } },
    el("i", { class: `state ${link.connected ? "online" : "fault"}` }),
    el("span", { class: "grow" }, link.name),
    el("span", { class: "muted" }, t(link.connected ? "plugged" : "unplugged")),
    el("button", { type: "button", class: "small quiet", onclick: () => send(`/api/links/${link.name}`, { connected: !link.connected }) },
      t(link.connected ? "unplug" : "plug")))));
}

/** Announcements, newest first; with sound on a new one is played once. */
export class Announcements {
  constructor() {
    this.spoken = null;
    this.sound = localStorage.getItem("sound") === "on";
  }

  draw(said) {
    const list = byId("announcements");
    if (said.length === 0) fill(list, empty("nothing_said"));
    else {
      fill(list, said.slice().reverse().map((one) => el("li", {},
        one.sound && el("button", { type: "button", class: "play", "aria-label": t("play"), onclick: () => this.#play(one.sound) }),
        el("span", { class: "grow" }, one.text),
        el("time", {}, clock(one.at)))));
    }
    const newest = said.at(-1)?.sound;
    // What was said before the page was opened stays unsaid.
    if (this.spoken !== null && newest && newest !== this.spoken && this.sound) this.#play(newest);
    this.spoken = newest ?? "";
  }

  switchSound() {
    this.sound = !this.sound;
    localStorage.setItem("sound", this.sound ? "on" : "off");
    this.drawSwitch();
  }

  drawSwitch() {
    const button = byId("sound");
    button.textContent = t(this.sound ? "sound_on" : "sound_off");
    button.setAttribute("aria-pressed", String(this.sound));
  }

  #play(path) {
    const player = byId("player");
    player.src = path;
    // A browser refuses sound before the visitor's first touch; the text is there anyway.
    player.play().catch(() => {});
  }
}
