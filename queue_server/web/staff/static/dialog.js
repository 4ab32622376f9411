// Dialogs: one at a time, closed by Esc, and the focus back where it was afterwards.

import { byId, el } from "./dom.js";
import { t } from "./texts.js";

/** Show a dialog with a title and children; gives it, with `close()`. */
export function openDialog(title, kind, ...children) {
  const before = document.activeElement;
  const heading = el("h2", { id: "dialog-title" }, title);
  const dialog = el("dialog", { class: `dialog ${kind}`, "aria-labelledby": "dialog-title", onclose: () => {
    dialog.remove();
    before?.focus?.({ preventScroll: true });
  } },
    el("header", {}, heading,
      el("button", { type: "button", class: "plain close", "aria-label": t("page.close"), onclick: () => dialog.close() }, "×")),
    ...children);
  byId("dialogs").replaceChildren(dialog);
  dialog.showModal();
  return dialog;
}

/** Whether a dialog is open: it has the keyboard. */
export const dialogOpen = () => document.querySelector("dialog[open]") !== null;

/** Close whatever is open. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}
