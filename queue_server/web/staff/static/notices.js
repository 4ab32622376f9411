// Short notices at the foot of the page.

import { byId, el } from "./dom.js";
import { mark } from "./marks.js";
import { t, tOr } from "./texts.js";

const GOOD_MS = 4000;
const BAD_MS = 12000;
const MOST = 3;

/** Tell what was done. */
export function tell(text) {
  show("good", "online", text, GOOD_MS);
}

/** Tell what went wrong; with `again` the notice offers to try once more. */
export function complain(problem, again) {
  const values = { code: problem.code };
  show("bad", "warning", tOr(`problem.${problem.code}`, t("problem.other", values), values), BAD_MS, again);
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
  setTimeout(close, lasts);
}
