// The console of one window: what a keypad can do, for when the keypad is broken.

import { deliver, newCommand } from "./api.js";
import { el, say, set } from "./dom.js";
import { mark, redraw } from "./marks.js";
import { tell } from "./notices.js";
import { clock, recall, remember, t } from "./texts.js";

const STORED_KEYS = "paihao-staff-keys";
/** The second press of a double click is the first one's echo: calling twice would send somebody away. */
const ECHO_MS = 700;
/** A press that comes a moment too early, while the one before is under way, waits so long for its turn. */
const PATIENCE_MS = 1500;

/** Verb, its key on the keyboard, and whether the window as it stands lets it be done. */
const VERBS = [
  ["call-next", "n", (view, rule) => rule === "finish" || !view.ticket],
  ["recall", "r", (view) => view.ticket?.status === "called"],
  ["start", "s", (view) => view.ticket?.status === "called"],
  ["finish", "f", (view) => Boolean(view.ticket)],
  ["no-show", "x", (view) => view.ticket?.status === "called"],
  ["pause", "p", (view) => view.status !== "paused"],
  ["resume", "p", (view) => view.status === "paused"],
];

export class Console {
  constructor(hall, { window }, onFold) {
    Object.assign(this, { hall, window });
    this.busy = null;
    this.last = { verb: null, at: -Infinity };
    this.next = null;
    this.mark = mark("idle");
    this.name = el("h3");
    this.state = el("span", { class: "word" });
    this.number = el("b", { class: "number" });
    this.detail = el("p", { class: "detail" });
    this.waiting = el("span", { class: "waiting" });
    this.progress = el("p", { class: "progress", role: "status" });
    this.keys = el("button", { type: "button", class: "plain keys", onclick: () => this.#switchKeys() });
    this.fold = el("button", { type: "button", class: "plain", onclick: onFold });
    this.buttons = new Map(VERBS.map(([verb, key]) => [verb, this.#button(verb, key)]));
    this.root = el("article", { class: "console", "data-console": window },
      el("header", {}, this.name, el("span", { class: "state" }, this.mark, this.state), this.waiting, this.keys, this.fold),
      el("div", { class: "current", "aria-live": "polite" }, this.number, this.detail),
      el("div", { class: "verbs" }, ...this.buttons.values()),
      this.progress);
  }

  update(view) {
    this.view = view;
    const number = this.hall.number(view.window);
    set(this.root, "aria-label", t("windows.console", { number }));
    set(this.root, "data-state", view.status);
    redraw(this.mark, view.status);
    say(this.name, t("windows.name", { number }));
    say(this.state, t(`windows.${view.status}`));
    say(this.number, view.ticket?.number ?? "—");
    set(this.number, "data-none", !view.ticket);
    say(this.detail, this.#detail(view));
    say(this.waiting, t("windows.waiting", { count: view.waiting }));
    say(this.fold, t("windows.fold"));
    this.#drawKeys();
    this.#drawButtons();
    this.#takeNext();
  }

  /** Take a key; true when it is one of the console's. */
  press(key) {
    if (!keysOn()) return false;
    const verbs = VERBS.filter(([, own]) => own === key.toLowerCase()).map(([verb]) => verb);
    if (verbs.length > 0) this.#act(verbs.find((verb) => this.#possible(verb)) ?? verbs[0]);
    return verbs.length > 0;
  }

  #detail({ ticket, day }) {
    if (!ticket) return t("windows.nobody");
    const service = this.hall.service(ticket.service);
    if (ticket.status === "serving") return t("windows.serving_since", { service, time: clock(ticket.started_at, day) });
    return t("windows.ticket", { service, calls: ticket.calls, time: clock(ticket.called_at, day) });
  }

  #button(verb, key) {
    return el("button", { type: "button", class: verb === "call-next" ? "primary" : "", "data-verb": verb, "aria-keyshortcuts": key, onclick: () => this.#act(verb) },
      el("span"), el("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  }

  #possible(verb) {
    if (this.hall.stale) return false;
    const [, , rule] = VERBS.find(([name]) => name === verb);
    return rule(this.view, this.hall.plan.on_call_next);
  }

  #label(verb) {
    if (verb === "call-next" && this.view.ticket) return t("windows.finish_and_call");
    if (verb === "call-next" && this.view.status === "paused") return t("windows.resume_and_call");
    return t(`windows.${verb.replace("-", "_")}`);
  }

  #drawButtons() {
    const paused = this.view.status === "paused";
    for (const [verb, button] of this.buttons) {
      say(button.firstElementChild, this.#label(verb));
      // Not `disabled`: the focus would be lost between two presses.
      set(button, "aria-disabled", this.#possible(verb) ? null : "true");
      set(button, "hidden", verb === (paused ? "pause" : "resume"));
      button.classList.toggle("busy", this.busy === verb);
    }
    set(this.root, "aria-busy", this.busy ? "true" : null);
  }

  #drawKeys() {
    say(this.keys, t(keysOn() ? "windows.keys_on" : "windows.keys_off"));
    set(this.keys, "aria-pressed", String(keysOn()));
    set(this.keys, "title", t("windows.keys_hint"));
    this.root.classList.toggle("with-keys", keysOn());
  }

  #switchKeys() {
    remember(STORED_KEYS, keysOn() ? "off" : "on");
    this.#drawKeys();
  }

  /** One command at a time: what comes next depends on what comes of it. */
  #act(verb) {
    const now = performance.now();
    if (verb === this.last.verb && now - this.last.at < ECHO_MS) return;
    // Whoever presses anew no longer means what still waits.
    this.next = null;
    if (this.busy || (!this.#possible(verb) && now - this.last.at < PATIENCE_MS)) this.next = { verb, until: now + PATIENCE_MS };
    else if (this.#possible(verb)) this.#send(verb, newCommand(`/windows/${encodeURIComponent(this.window)}/${verb}`));
  }

  #takeNext() {
    if (this.next === null || this.busy) return;
    const { verb, until } = this.next;
    if (performance.now() > until) this.next = null;
    else if (this.#possible(verb)) {
      this.next = null;
      this.#act(verb);
    }
  }

  async #send(verb, command) {
    this.last = { verb, at: performance.now() };
    this.busy = verb;
    this.#drawButtons();
    try {
      const answer = await deliver(command, () => say(this.progress, t("windows.retrying")));
      tell(this.#doneText(verb, answer.ticket));
    } catch (problem) {
      this.hall.failed(problem, () => this.#send(verb, command));
    } finally {
      this.busy = null;
      this.last.at = performance.now();
      say(this.progress, "");
      this.#drawButtons();
      this.#takeNext();
    }
  }

  #doneText(verb, ticket) {
    const key = verb === "call-next" && !ticket ? "call_nobody" : verb.replace("-", "_");
    return t(`done.${key}`, { number: ticket?.number ?? "", window: this.hall.number(this.window) });
  }
}

/** Single letters as shortcuts can be switched off: voice control and some keyboards type them by accident. */
function keysOn() {
  return recall(STORED_KEYS) !== "off";
}
