// What residents said: follow-ups of bad ratings, and how windows were rated over some days.

import { ask, textField } from "./ask.js";
import { byId, el } from "./dom.js";
import { mark } from "./marks.js";
import { tell } from "./notices.js";
import { clock, t } from "./texts.js";

const LEVELS = [5, 4, 3, 2, 1];
const SHOWN_CLOSED = 10;

/** Draw the follow-ups; `changed` is called when one was closed. */
export function drawFollowUps(hall, { follow_ups: all }, changed) {
  const open = all.filter((one) => one.closed_at === null);
  const closed = all.filter((one) => one.closed_at !== null).slice(0, SHOWN_CLOSED);
  const row = (one) => followUp(hall, one, changed);
  byId("follow-ups").replaceChildren(
    open.length ? el("ul", {}, open.map(row)) : el("p", { class: "empty" }, mark("online"), t("follow_up.empty")),
    closed.length ? el("details", {}, el("summary", {}, t("follow_up.closed", { count: closed.length })), el("ul", {}, closed.map(row))) : "");
}

function followUp(hall, one, changed) {
  const reasons = one.reasons.map((code) => t(`rating.option.${code}`)).join(t("punctuation.comma"));
  const title = [t("windows.name", { number: hall.number(one.window) }), hall.service(one.service), t(`rating.grade.${one.level}`)].join(" · ");
  const due = one.closed_at ? t("follow_up.closed_by", { name: one.closed_by ?? "–", time: clock(one.closed_at, "") }) : t(one.overdue ? "follow_up.overdue" : "follow_up.due", { day: one.due_on });
  return el("li", { class: `follow-up ${one.overdue ? "overdue" : ""}`, "data-follow-up": one.id },
    mark(one.closed_at ? "done" : one.overdue ? "warning" : "queued"),
    el("div", {}, el("b", {}, title), reasons && el("p", {}, reasons), one.result && el("p", {}, t("follow_up.result", { result: one.result })), el("p", { class: "due" }, due)),
    !one.closed_at && el("button", { type: "button", "aria-label": t("follow_up.close_label", { window: hall.number(one.window), day: one.due_on }), onclick: () => close(hall, one, changed) }, t("follow_up.close")));
}

function close(hall, one, changed) {
  ask({
    hall,
    title: t("follow_up.close_title", { window: hall.number(one.window) }),
    note: t("follow_up.close_note"),
    submit: t("follow_up.close"),
    fields: [textField("result", t("follow_up.what"), { maxlength: 500, minlength: 4 })],
    command: ({ result }) => ({ path: `/follow-ups/${encodeURIComponent(one.id)}/close`, body: { result } }),
    done: () => {
      tell(t("follow_up.done"));
      changed();
    },
  });
}

const share = (value) => (value === null ? t("evaluation.too_few") : `${Math.round(value * 1000) / 10}%`);
const column = (text) => el("th", { scope: "col" }, text);

/** A table of ratings by window or by clerk; `nameOf(line)` heads its rows. */
function ratingTable(whose, lines, nameOf) {
  const counts = ["finished", "rated_count"].map((name) => column(t(`evaluation.${name}`)));
  const grades = LEVELS.map((level) => column(t(`rating.grade.${level}`)));
  const marks = ["satisfied", "score"].map((name) => column(t(`evaluation.${name}`)));
  const rows = lines.map((line) => el("tr", {},
    el("th", { scope: "row" }, nameOf(line)),
    el("td", {}, String(line.finished)), el("td", {}, String(line.rated)),
    LEVELS.map((level) => el("td", {}, String(line.levels[level - 1]))),
    el("td", {}, share(line.satisfied)), el("td", {}, line.score === null ? t("evaluation.too_few") : line.score.toFixed(1))));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t(`evaluation.by_${whose}`), "data-by": whose },
    el("table", {}, el("thead", {}, el("tr", {}, column(t(`evaluation.${whose}`)), counts, grades, marks)), el("tbody", {}, rows)));
}

/** Draw the report on ratings. */
export function drawEvaluation(hall, report) {
  const figures = [["satisfaction", share(report.satisfaction_rate)], ["bad", share(report.bad_rate)], ["rated", share(report.rating_rate)], ["mended", share(report.closed_rate)]];
  byId("evaluation").replaceChildren(
    el("dl", { class: "figures" }, figures.map(([name, value]) => el("div", {}, el("dt", {}, t(`evaluation.${name}`)), el("dd", {}, value)))),
    ratingTable("window", report.windows, (line) => t("windows.name", { number: hall.number(line.window) })),
    report.clerks.some((line) => line.clerk !== null) ? ratingTable("clerk", report.clerks, (line) => line.clerk ?? t("evaluation.nobody")) : "",
    el("p", { class: "hint" }, t("accuracy.span", { first: report.first_day, last: report.last_day }), " ", t("evaluation.note")));
}
