// Questions before a command: a number, a reason, a service. What was typed stays until the command has an answer.

import { deliver, newCommand } from "./api.js";
import { openDialog } from "./dialog.js";
import { el, say, set } from "./dom.js";
import { problemText } from "./notices.js";
import { t } from "./texts.js";

/**
 * Ask in a dialog and send the command. `fields` are made by the functions below; `command(values)` gives path and body;
 * `done(answer, values)` is called when it was done. `danger` marks what cannot be undone. A repeat with the same values is the same command.
 */
export function ask({ hall, title, note, fields, submit, command, done, danger = false }) {
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { type: "submit", class: danger ? "danger" : "primary" }, submit);
  const back = el("button", { type: "button", onclick: () => dialog.close() }, t("ask.back"));
  const form = el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); send(); } },
    note && el("p", { class: "hint" }, note), fields.map((field) => field.root), problem,
    el("div", { class: "actions" }, back, button));
  const dialog = openDialog(title, "ask", form);
  // What cannot be undone is not one press of Enter away.
  (fields[0] ?? (danger ? back : button)).focus();
  let busy = false;
  let last = null;

  async function send() {
    if (busy) return;
    const wrong = fields.find((field) => field.wrong?.());
    if (wrong) {
      say(problem, wrong.wrong());
      wrong.focus();
      return;
    }
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    const { path, body } = command(values);
    const same = JSON.stringify([path, body]);
    if (last?.same !== same) last = { same, command: newCommand(path, body) };
    busy = true;
    say(problem, "");
    button.classList.add("busy");
    try {
      const answer = await deliver(last.command, () => say(problem, t("windows.retrying")));
      dialog.close();
      done(answer, values);
    } catch (failure) {
      if (failure.status === 401) hall.failed(failure);
      else say(problem, failure.unsure ? t("ask.unsure") : problemText(failure));
      // A refusal was an answer: the next press is another command.
      if (!failure.unsure) last = null;
    } finally {
      busy = false;
      button.classList.remove("busy");
    }
  }
}

/** One line of text; with `presets` buttons that fill it in. */
export function textField(name, label, { presets = [], required = true, maxlength = 80, value = "", inputmode, upper = false, minlength = 1 } = {}) {
  const id = `ask-${name}`;
  const input = el("input", { id, name, maxlength, value, inputmode, autocomplete: "off", spellcheck: "false", autocapitalize: upper ? "characters" : null });
  const buttons = presets.map((text) => el("button", { type: "button", class: "chip", "aria-pressed": "false", onclick: () => fill(text) }, text));
  const draw = () => buttons.forEach((button) => set(button, "aria-pressed", String(button.textContent === input.value.trim())));
  const fill = (text) => {
    input.value = text;
    draw();
    input.focus();
  };
  input.addEventListener("input", draw);
  draw();
  return {
    name,
    root: el("div", { class: "ask-field" }, el("label", { for: id }, label), presets.length > 0 && el("div", { class: "chips" }, buttons), input),
    value: () => (upper ? input.value.trim().toUpperCase() : input.value.trim()),
    wrong: () => {
      const length = input.value.trim().length;
      if (length >= minlength || (length === 0 && !required)) return "";
      return length === 0 ? t("ask.missing", { label }) : t("ask.too_short", { label, count: minlength });
    },
    focus: () => (presets.length > 0 && !input.value ? buttons[0] : input).focus(),
    fill,
  };
}

/** One of several; `options` are `{ value, text, hint, mark }`. */
export function choiceField(name, label, options, { value = options[0]?.value, onchange = () => {} } = {}) {
  const inputs = options.map((option) => el("input", { type: "radio", name: `ask-${name}`, value: option.value, checked: option.value === value, onchange: () => onchange(option.value) }));
  const rows = options.map((option, index) => el("label", { class: "choice" }, inputs[index],
    option.mark && el("span", { class: "badge", "aria-hidden": "true" }, option.mark),
    el("span", {}, option.text, option.hint && el("small", {}, option.hint))));
  return {
    name,
    root: el("fieldset", { class: "ask-field" }, el("legend", {}, label), el("div", { class: "choices" }, rows)),
    value: () => inputs.find((input) => input.checked)?.value ?? null,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
  };
}
