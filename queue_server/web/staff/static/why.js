// Why a number was called, in words that can be read aloud, and which others were looked at.

import { get } from "./api.js";
import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { badgeOf } from "./lists.js";
import { clock, language, t } from "./texts.js";

/** Ask the server and show it in a dialog. */
export async function showWhy(hall, ticket) {
  try {
    const answer = await get(`/tickets/${encodeURIComponent(ticket.id)}/why`);
    const time = clock(answer.called_at);
    openDialog(t("why.title", { number: ticket.number }), "why",
      el("p", { class: "sentence" }, language() === "zh" ? answer.sentence_zh : answer.sentence_en),
      el("p", { class: "hint" }, t("why.called_at", { time })),
      answer.why.considered.length > 0 && considered(hall, answer));
  } catch (problem) {
    hall.failed(problem, () => showWhy(hall, ticket));
  }
}

function considered(hall, answer) {
  const head = ["number", "service", "priority", "waited"].map((name) => el("th", { scope: "col" }, t(`why.${name}`)));
  const rows = answer.why.considered.map((one) => el("tr", { class: one.number === answer.ticket.number ? "chosen" : "" },
    el("th", { scope: "row" }, el("b", {}, one.number), one.number === answer.ticket.number && el("span", { class: "tag" }, t("why.chosen"))),
    el("td", {}, hall.service(one.service)),
    el("td", {}, badgeOf(hall, one.priority), " ", hall.priority(one.priority)),
    el("td", {}, t("today.minutes", { count: one.waited_minutes }))));
  return el("div", { class: "scroll" }, el("table", {}, el("caption", {}, t("why.considered")), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)));
}
