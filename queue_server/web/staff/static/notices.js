// Short notices at the foot of the page.

import { byId, el } from "./dom.js";
import { mark } from "./marks.js";
import { language, t, tOr } from "./texts.js";

const GOOD_MS = 4000;
const BAD_MS = 12000;
const MOST = 3;

/** Tell what was done. */
export function tell(text) {
  show("good", "online", text, GOOD_MS);
}

/** Tell what went wrong; with `again` the notice offers to try once more. */
export function complain(problem, again) {
  // What nobody knows the end of stays until somebody has decided.
  show("bad", "warning", problemText(problem), again ? null : BAD_MS, again);
}

/** A refusal in words. */
export function problemText(problem) {
  const values = { code: problem.code, number: problem.details[0]?.number ?? "" };
  const told = problem.details[0]?.[`sentence_${language()}`];
  return told ?? tOr(`problem.${problem.code}`, t("problem.other", values), values);
}

function show(kind, sign, text, lasts, again) {
  const list = byId("notices");
  const close = () => notice.remove();
  const notice = el("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : null },
    mark(sign),
    el("p", {}, text),
    again && el("button", { type: "button", class: "plain", onclick: () => { close(); again(); } }, t("page.again")),
    el("button", { type: "button", class: "plain close", "aria-label": t("page.close"), onclick: close }, "×"));
  list.append(notice);
  while (list.children.length > MOST) list.firstElementChild.remove();
  if (lasts !== null) setTimeout(close, lasts);
}
