// The card that puts its holder first at the next visit.

import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { pick, t } from "./texts.js";

/** Show a card large enough to copy it down, and ready to be printed. */
export function showCard(hall, card) {
  const code = `${card.code.slice(0, 4)}-${card.code.slice(4)}`;
  openDialog(t("card.title"), "card-dialog",
    el("div", { class: "sheet" },
      el("p", { class: "sheet-hall" }, pick(hall.plan.hall.name)),
      el("p", { class: "sheet-title" }, t("card.title")),
      el("p", { class: "code" }, code),
      el("p", {}, t("card.service", { service: hall.service(card.service) })),
      el("p", {}, t("card.valid_until", { day: card.valid_until })),
      el("p", { class: "hint" }, t("card.hint"))),
    el("div", { class: "actions" }, el("button", { type: "button", class: "primary", onclick: () => window.print() }, t("card.print"))));
}
