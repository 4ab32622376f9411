// The console of one window: everything a clerk does there.

import { deliver, newCommand } from "./api.js";
import { el, say, set } from "./dom.js";
import { badgeOf, minutesSince, NumberList, NumberRow, restoreMinutes, restoreText } from "./lists.js";
import { mark, redraw } from "./marks.js";
import { tell } from "./notices.js";
import { clock, recall, remember, stopwatch, t } from "./texts.js";
import { askNumber, recallIn, undoFor, VERBS } from "./verbs.js";
import { showWhy } from "./why.js";

const STORED_KEYS = "paihao-staff-keys";
/** The second press of a double click is the first one's echo: calling twice would send somebody away. */
const ECHO_MS = 700;
/** A press that comes a moment too early, while the one before is under way, waits so long for its turn. */
const PATIENCE_MS = 1500;
/** So many minutes before a session is too long the timer warns. */
const WARN_MINUTES = 5;
const HINT_MS = 6000;

const BY_NAME = new Map(VERBS.map((one) => [one.verb, one]));
const textKey = (verb) => verb.replace("-", "_");

export class Console {
  constructor(hall, { window }, onFold) {
    Object.assign(this, { hall, window });
    this.busy = null;
    this.last = { verb: null, at: -Infinity };
    this.next = null;
    this.card = null;
    this.hintUntil = 0;
    this.#build(onFold);
  }

  update(view) {
    this.view = view;
    const number = this.hall.number(view.window);
    set(this.root, "aria-label", t("windows.console", { number }));
    set(this.root, "data-state", view.status);
    redraw(this.mark, view.status);
    say(this.name, t("windows.name", { number }));
    say(this.state, this.#stateText(view));
    say(this.clerk, this.hall.plan.rules.log_in || view.clerk ? (view.clerk ? t("windows.clerk", { clerk: view.clerk }) : t("windows.no_clerk")) : "");
    say(this.waiting, t("windows.waiting", { count: view.waiting }));
    say(this.fold, t("windows.fold"));
    if (performance.now() > this.hintUntil && !this.busy) say(this.progress, "");
    this.#drawCurrent(view);
    this.#drawLists(view);
    this.#drawKeys();
    this.#drawButtons();
    this.#takeNext();
  }

  /** Take a key; true when it is one of the console's. */
  press(key) {
    if (!keysOn()) return false;
    if (key.toLowerCase() === "y") {
      if (this.view.ticket) this.#why();
      return true;
    }
    const verbs = VERBS.filter((one) => one.key === key.toLowerCase()).map(({ verb }) => verb);
    if (verbs.length > 0) this.#act(verbs.find((verb) => this.#possible(verb)) ?? verbs[0]);
    return verbs.length > 0;
  }

  // --- what is drawn ---

  #build(onFold) {
    this.mark = mark("idle");
    this.name = el("h3");
    this.state = el("span", { class: "word" });
    this.clerk = el("span", { class: "clerk" });
    this.waiting = el("span", { class: "waiting" });
    this.number = el("b", { class: "number" });
    this.marks = el("span", { class: "marks" });
    this.detail = el("p", { class: "detail" });
    this.calls = el("p", { class: "calls" });
    this.timer = el("p", { class: "timer" });
    this.progress = el("p", { class: "progress", role: "status" });
    this.keys = el("button", { type: "button", class: "plain keys", onclick: () => this.#switchKeys() });
    this.fold = el("button", { type: "button", class: "plain", onclick: onFold });
    this.buttons = new Map(VERBS.map((one) => [one.verb, this.#button(one)]));
    this.whyButton = el("button", { type: "button", "data-verb": "why", "aria-keyshortcuts": "y", onclick: () => this.view.ticket && this.#why() }, el("span"), el("kbd", { "aria-hidden": "true" }, "Y"));
    this.cardButton = el("button", { type: "button", "data-verb": "card", hidden: true, onclick: () => this.hall.cards.show(this.card.ticket, this.card.card) }, el("span"));
    this.#buildLists();
    const buttons = (main) => VERBS.filter((one) => Boolean(one.main) === main).map(({ verb }) => this.buttons.get(verb));
    this.root = el("article", { class: "console", "data-console": this.window },
      el("header", {}, this.name, el("span", { class: "state" }, this.mark, this.state), this.clerk, this.waiting, this.keys, this.fold),
      el("div", { class: "body" },
        el("div", { class: "work" },
          el("div", { class: "current", "aria-live": "polite" }, this.number, el("div", { class: "facts" }, el("p", { class: "first" }, this.marks, this.detail), this.calls), this.timer),
          el("div", { class: "verbs main" }, buttons(true)),
          el("div", { class: "verbs" }, buttons(false), this.whyButton, this.cardButton),
          this.progress),
        el("div", { class: "lists" }, this.waitingList.root, this.parkedList.root, this.passedList.root)));
  }

  #buildLists() {
    const { hall } = this;
    const row = (act, more) => () => new NumberRow(hall, act, more);
    this.waitingList = new NumberList("waiting", row((ticket) => askNumber(this.#desk(), ticket), {
      remark: (ticket) => t("lists.waited", { count: minutesSince(hall, ticket.issued_at) }),
      label: ({ number }) => t("lists.call_label", { number }),
      possible: () => this.#possible("call"),
    }));
    this.parkedList = new NumberList("parked", row((ticket) => this.#command("call-back", { number: ticket.number }), {
      remark: () => t("windows.call_back"),
      label: ({ number }) => t("lists.call_back_label", { number }),
      possible: () => this.#possible("call-back"),
    }));
    this.passedList = new NumberList("passed", row((ticket) => this.#command("restore", { number: ticket.number }), {
      remark: (ticket) => restoreText(hall, ticket),
      label: ({ number }) => t("lists.restore_label", { number }),
      possible: (ticket) => !hall.stale && restoreMinutes(hall, ticket) !== 0,
    }));
  }

  #stateText({ status, pause_reason: reason, paused_since: since, day }) {
    if (status !== "paused") return t(`windows.${status}`);
    const why = reason ? t(`pause.${textKey(reason)}`) : "";
    return [t("windows.paused"), why, since ? t("devices.since", { time: clock(since, day) }) : ""].filter(Boolean).join(" · ");
  }

  #drawCurrent({ ticket, day }) {
    say(this.number, ticket?.number ?? "—");
    set(this.number, "data-none", !ticket);
    const drawn = `${ticket?.priority} ${this.hall.priority(ticket?.priority)}`;
    if (this.drawn !== drawn) {
      this.drawn = drawn;
      this.marks.replaceChildren(...(ticket ? [badgeOf(this.hall, ticket.priority)].filter(Boolean) : []));
    }
    say(this.detail, ticket ? this.#about(ticket) : t("windows.nobody"));
    say(this.calls, ticket ? t("windows.calls", { calls: ticket.calls, most: this.hall.plan.rules.max_calls, time: clock(ticket.called_at, day) }) : "");
    this.#drawTimer(ticket);
  }

  #about(ticket) {
    const steps = ticket.steps.map((step) => this.hall.service(step));
    const priority = ticket.priority === "ordinary" ? "" : t("windows.priority", { name: this.hall.priority(ticket.priority), show: this.hall.priorityShow(ticket.priority) });
    return [this.hall.service(ticket.service), priority, steps.length > 0 ? t("windows.then", { steps: steps.join(" → ") }) : ""].filter(Boolean).join(" · ");
  }

  #drawTimer(ticket) {
    const serving = ticket?.status === "serving";
    const limit = this.hall.plan.rules.handling_minutes;
    const passed = serving ? this.hall.now() - new Date(ticket.started_at) : 0;
    const minutes = passed / 60000;
    const tone = !serving || minutes < limit - WARN_MINUTES ? "" : minutes < limit ? "near" : "over";
    set(this.timer, "data-tone", tone || null);
    const note = tone ? t(`windows.timer_${tone}`, { limit }) : t("windows.timer");
    say(this.timer, serving ? `${note} ${stopwatch(passed)}` : "");
  }

  #drawLists(view) {
    const own = this.hall.plan.windows.find((one) => one.id === view.window);
    const services = new Set(own?.services);
    const known = new Map(view.lists.waiting.map((one) => [one.id, one]));
    const waiting = view.next.map((id) => known.get(id)).filter(Boolean);
    this.waitingList.update(waiting, Math.max(view.waiting, waiting.length));
    this.parkedList.update(view.parked);
    const passed = view.lists.passed.filter((one) => one.window === view.window || services.has(one.service));
    this.passedList.update(passed.sort((one, other) => (other.window === view.window) - (one.window === view.window)));
  }

  #button({ verb, key, main }) {
    const kind = verb === "call-next" ? "primary" : main ? "strong" : "";
    return el("button", { type: "button", class: kind, "data-verb": verb, "aria-keyshortcuts": key, onclick: () => this.#act(verb) },
      el("span"), el("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  }

  #label(verb) {
    const { view, hall } = this;
    if (verb === "call-next" && view.ticket) return t("windows.finish_and_call");
    if (verb === "call-next" && view.status === "paused") return t("windows.resume_and_call");
    const called = view.ticket?.status === "called" && view.ticket.calls < hall.plan.rules.max_calls;
    if (verb === "recall" && called && recallIn(view, hall) > 0) return t("windows.recall_in", { seconds: recallIn(view, hall) });
    if (verb === "undo" && undoFor(view, hall) > 0) return t("windows.undo_for", { seconds: undoFor(view, hall) });
    return t(`windows.${textKey(verb)}`);
  }

  #drawButtons() {
    const paused = this.view.status === "paused";
    const logIn = this.hall.plan.rules.log_in;
    for (const [verb, button] of this.buttons) {
      say(button.firstElementChild, this.#label(verb));
      // Not `disabled`: the focus would be lost between two presses.
      set(button, "aria-disabled", this.#possible(verb) ? null : "true");
      button.classList.toggle("busy", this.busy === verb);
    }
    const hide = (verb, hidden) => set(this.buttons.get(verb), "hidden", hidden);
    hide("pause", paused);
    hide("resume", !paused);
    hide("log-in", !logIn || Boolean(this.view.clerk));
    hide("log-out", !this.view.clerk);
    say(this.whyButton.firstElementChild, t("windows.why"));
    set(this.whyButton, "aria-disabled", this.view.ticket ? null : "true");
    say(this.cardButton.firstElementChild, t("windows.card_again"));
    set(this.cardButton, "hidden", this.card === null);
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

  // --- what is done ---

  #hindrance(verb) {
    if (this.hall.stale) return "stale";
    return BY_NAME.get(verb).hinder(this.view, this.hall);
  }

  #possible(verb) {
    return this.#hindrance(verb) === null;
  }

  #why() {
    showWhy(this.hall, this.view.ticket);
  }

  #desk() {
    return { hall: this.hall, window: this.window, view: this.view, done: (verb, answer) => this.#done(verb, answer) };
  }

  /** One command at a time: what comes next depends on what comes of it. */
  #act(verb) {
    const now = performance.now();
    const hindrance = this.#hindrance(verb);
    const { ask } = BY_NAME.get(verb);
    const asks = ask && !hindrance;
    if (!asks && verb === this.last.verb && now - this.last.at < ECHO_MS) return;
    // Whoever presses anew no longer means what still waits.
    this.next = null;
    // A question opens at once: what is typed next is meant for it.
    if (asks) ask(this.#desk());
    else if (this.busy || (hindrance && now - this.last.at < PATIENCE_MS)) this.next = { verb, until: now + PATIENCE_MS };
    else if (hindrance) this.#hint(hindrance);
    else this.#command(verb);
  }

  #hint(hindrance) {
    this.hintUntil = performance.now() + HINT_MS;
    say(this.progress, t(`cannot.${hindrance}`, { seconds: recallIn(this.view, this.hall), most: this.hall.plan.rules.max_calls, within: this.hall.plan.rules.undo_seconds }));
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

  #command(verb, body = {}) {
    if (!this.busy) this.#send(verb, newCommand(`/windows/${encodeURIComponent(this.window)}/${verb}`, body));
  }

  async #send(verb, command) {
    this.last = { verb, at: performance.now() };
    this.busy = verb;
    this.hintUntil = 0;
    say(this.progress, "");
    this.#drawButtons();
    try {
      this.#done(verb, await deliver(command, () => say(this.progress, t("windows.retrying"))));
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

  #done(verb, { ticket, card }) {
    const key = verb === "call-next" && !ticket ? "call_nobody" : textKey(verb);
    tell(t(`done.${key}`, { number: ticket?.number ?? "", window: this.hall.number(this.window) }));
    if (card) {
      this.card = { ticket, card };
      this.#drawButtons();
      this.hall.cards.show(ticket, card);
    }
  }
}

/** Single letters as shortcuts can be switched off: voice control and some keyboards type them by accident. */
export function keysOn() {
  return recall(STORED_KEYS) !== "off";
}
