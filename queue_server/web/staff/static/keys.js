// The list of shortcuts.

import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { t } from "./texts.js";
import { VERBS } from "./verbs.js";

const ELSEWHERE = [["W", "desk"], ["G", "guide"], ["H", "hall"], ["1–9", "window"], ["Esc", "escape"], ["?", "list"]];

export function showKeys() {
  const row = (key, text) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, text));
  const verbs = VERBS.filter(({ verb }) => verb !== "resume").map(({ verb, key }) => row(key.toUpperCase(), t(verb === "pause" ? "keys.pause" : `windows.${verb.replace("-", "_")}`)));
  openDialog(t("keys.title"), "keys-dialog",
    el("dl", { class: "keys-list" }, ELSEWHERE.map(([key, name]) => row(key, t(`keys.${name}`)))),
    el("h3", {}, t("keys.at_window")),
    el("dl", { class: "keys-list" }, verbs, row("Y", t("windows.why"))));
}
