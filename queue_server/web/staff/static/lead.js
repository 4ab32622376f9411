// What supervisors decide and answer for: the day's end, windows to open or close, bad ratings, and how right the told waits were.

import { get } from "./api.js";
import { ask } from "./ask.js";
import { byId, el, say, set } from "./dom.js";
import { drawEvaluation, drawFollowUps } from "./evaluation.js";
import { mark } from "./marks.js";
import { problemText, tell } from "./notices.js";
import { clock, language, t } from "./texts.js";

const EVERY_MS = 60000;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

export class Lead {
  constructor(hall) {
    this.hall = hall;
    this.asked = -Infinity;
    this.state = el("p", { class: "day-state" });
    this.button = el("button", { type: "button", onclick: () => this.#turn() });
    this.note = el("p", { class: "hint" });
    byId("day").replaceChildren(this.state, this.note, this.button);
    this.parts = [
      { id: "advice", path: () => "/advice", draw: (answer) => this.#drawAdvice(answer) },
      { id: "follow-ups", path: () => "/follow-ups", draw: (answer) => this.#drawFollowUps(answer) },
      { id: "accuracy", path: () => `/reports/waiting?${this.#days(WEEK_DAYS)}`, draw: (answer) => this.#drawAccuracy(answer) },
      { id: "evaluation", path: () => `/reports/evaluation?${this.#days(MONTH_DAYS)}`, draw: (answer) => drawEvaluation(hall, answer) },
    ];
    hall.views.listeners.push((name) => name === "lead" && this.#look());
  }

  update(now) {
    this.now = now;
    this.#drawDay(now.day_closed);
    if (this.hall.views.shown === "lead" && performance.now() - this.asked > EVERY_MS) this.#look();
  }

  /** Draw what was fetched, in the page's language. */
  draw() {
    for (const part of this.parts) if (part.answer) part.draw(part.answer);
  }

  #look() {
    if (!this.now) return;
    this.asked = performance.now();
    for (const part of this.parts) this.#fetch(part);
  }

  async #fetch(part) {
    const place = byId(part.id);
    if (!part.answer) place.replaceChildren(el("p", { class: "empty", role: "status" }, t("page.asking")));
    try {
      part.answer = await get(part.path());
      part.draw(part.answer);
    } catch (problem) {
      if (problem.status === 401) this.hall.failed(problem);
      // What was fetched before is better than nothing.
      else if (!part.answer) place.replaceChildren(el("p", { class: "problem" }, problemText(problem)));
    }
  }

  /** The last so many days, today included, as the reports are asked for them. */
  #days(count) {
    const last = this.now.business_day;
    return `from=${daysBefore(last, count - 1)}&to=${last}`;
  }

  #drawFollowUps(answer) {
    const open = answer.follow_ups.filter((one) => one.closed_at === null).length;
    say(byId("follow-ups-count"), open ? String(open) : "");
    set(byId("follow-ups-count"), "hidden", open === 0);
    this.count = open;
    drawFollowUps(this.hall, answer, () => this.#look());
  }

  #drawDay(closed) {
    say(this.state, t(closed ? "day.closed" : "day.open"));
    set(this.state, "data-closed", closed);
    say(this.note, t(closed ? "day.reopen_note" : "day.close_note"));
    say(this.button, t(closed ? "day.reopen" : "day.close"));
    set(this.button, "class", closed ? "primary" : "danger");
  }

  #turn() {
    const verb = this.now.day_closed ? "reopen" : "close";
    const waiting = this.now.today.waiting;
    ask({
      hall: this.hall, fields: [], danger: verb === "close", title: t(`day.${verb}_title`), submit: t(`day.${verb}`),
      note: verb === "close" ? t("day.close_ask", { count: waiting }) : t("day.reopen_ask"),
      command: () => ({ path: `/day/${verb}`, body: {} }),
      done: (answer) => tell(t(`day.${verb}_done`, { count: answer.expired })),
    });
  }

  #drawAdvice({ advice, learnt_days: days, made_at: at }) {
    const items = advice.map((one) => el("li", { class: "alarm", "data-advice": one.action }, mark(one.action === "open" ? "idle" : "done"), el("p", {}, one[`sentence_${language()}`])));
    byId("advice").replaceChildren(
      items.length ? el("ul", {}, items) : el("p", { class: "empty" }, mark("online"), t("advice.empty")),
      el("p", { class: "hint" }, t(days ? "advice.learnt" : "advice.guess", { days, time: clock(at) })));
  }

  #drawAccuracy({ accuracy, first_day: first, last_day: last, learnt_at: learnt }) {
    const span = t("accuracy.span", { first, last });
    const how = learnt ? t("accuracy.learnt", { time: clock(learnt, last) }) : t("accuracy.plain");
    if (accuracy.length === 0) {
      byId("accuracy").replaceChildren(el("p", { class: "empty" }, t("accuracy.empty")), el("p", { class: "hint" }, `${span} ${how}`));
      return;
    }
    const share = (value) => `${Math.round(value * 100)}%`;
    const rows = accuracy.map((line) => el("tr", {},
      el("th", { scope: "row" }, line.service === null ? t("accuracy.all") : this.hall.service(line.service)),
      el("td", {}, String(line.count)), el("td", {}, line.mean_absolute_error.toFixed(1)), el("td", {}, `${line.bias > 0 ? "+" : ""}${line.bias.toFixed(1)}`),
      el("td", {}, share(line.hits)), el("td", {}, share(line.covered_80))));
    const head = ["service", "count", "error", "bias", "hits", "covered"].map((name) => el("th", { scope: "col" }, t(`accuracy.${name}`)));
    byId("accuracy").replaceChildren(el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows))),
      el("p", { class: "hint" }, `${span} ${how}`), el("p", { class: "hint" }, t("accuracy.note")));
  }
}

/** The ISO day so many days before another. */
function daysBefore(day, count) {
  const time = new Date(`${day}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() - count);
  return time.toISOString().slice(0, 10);
}
