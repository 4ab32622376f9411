// What a window can do: each verb with its key, when it makes sense, and what it asks for first.

import { ask, choiceField, textField } from "./ask.js";
import { t } from "./texts.js";

const secondsSince = (hall, iso) => (hall.now() - new Date(iso)) / 1000;

/** Seconds until the window's number may be called again; 0 when it may. */
export function recallIn({ ticket }, hall) {
  return ticket?.called_at ? Math.max(0, Math.ceil(hall.plan.rules.recall_gap_seconds - secondsSince(hall, ticket.called_at))) : 0;
}

/** Seconds in which the last call can still be taken back; 0 when it cannot. */
export function undoFor({ ticket }, hall) {
  if (ticket?.status !== "called" || ticket.calls !== 1) return 0;
  return Math.max(0, Math.ceil(hall.plan.rules.undo_seconds - secondsSince(hall, ticket.called_at)));
}

const holds = ({ ticket }) => (ticket ? null : "no_current_ticket");
const called = ({ ticket }) => (ticket?.status === "called" ? null : ticket ? "started_already" : "no_current_ticket");
const mayCall = (view, { plan }) => (plan.rules.on_call_next === "finish" || !view.ticket ? null : "window_busy");

function mayRecall(view, hall) {
  if (called(view)) return called(view);
  if (view.ticket.calls >= hall.plan.rules.max_calls) return "calls_exhausted";
  return recallIn(view, hall) > 0 ? "too_soon" : null;
}

function mayUndo(view, hall) {
  if (view.ticket?.status !== "called" || view.ticket.calls !== 1) return "nothing_to_undo";
  return undoFor(view, hall) > 0 ? null : "too_late_undo";
}

/**
 * `hinder(view, hall)` gives the key of a text that says why it makes no sense now, or null; `ask` opens a question instead of
 * sending the command at once.
 */
export const VERBS = [
  { verb: "call-next", key: "n", main: true, hinder: mayCall },
  { verb: "recall", key: "r", main: true, hinder: mayRecall },
  { verb: "start", key: "s", main: true, hinder: called },
  { verb: "finish", key: "f", main: true, hinder: holds },
  { verb: "no-show", key: "x", main: true, hinder: called },
  { verb: "undo", key: "u", hinder: mayUndo },
  { verb: "park", key: "k", hinder: holds },
  { verb: "call-back", key: "b", hinder: (view, hall) => (view.parked.length === 0 ? "nobody_parked" : mayCall(view, hall)) },
  { verb: "transfer", key: "t", hinder: holds, ask: askTransfer },
  { verb: "interrupt", key: "i", hinder: holds, ask: askInterrupt },
  { verb: "call", key: "c", hinder: mayCall, ask: askNumber },
  { verb: "restore", key: "v", hinder: () => null, ask: askRestore },
  { verb: "pause", key: "p", hinder: ({ status }) => (status === "paused" ? "paused_already" : null), ask: askPause },
  { verb: "resume", key: "p", hinder: ({ status }) => (status === "paused" ? null : "not_paused") },
  { verb: "hand-over", key: "o", hinder: () => null, ask: askHandOver },
  { verb: "log-in", key: "l", hinder: () => null, ask: askLogIn },
  { verb: "log-out", key: "q", hinder: ({ clerk }) => (clerk ? null : "nobody_logged_in") },
];

const reasons = (name) => t(`reasons.${name}`).split("|");

/** Ask in a dialog about a window, and send the verb with what was answered. */
function about({ hall, window, done }, verb, { note, fields, body }) {
  ask({
    hall, note, fields,
    title: t(`ask.${verb.replace("-", "_")}`, { window: hall.number(window) }),
    submit: t(`windows.${verb.replace("-", "_")}`),
    command: (values) => ({ path: `/windows/${encodeURIComponent(window)}/${verb}`, body: body(values) }),
    done: (answer) => done(verb, answer),
  });
}

const numberField = (number = "", label = "ask.number") => textField("number", t(label), { value: number, maxlength: 8, upper: true });
const reasonField = (name) => textField("reason", t("ask.reason"), { presets: reasons(name) });

export function askNumber(desk, { number } = {}) {
  const reason = reasonField("call");
  const fields = number ? [reason] : [numberField(), reason];
  about(desk, "call", { note: number ? t("ask.call_note", { number }) : null, fields, body: (values) => ({ number: number ?? values.number, reason: values.reason }) });
}

function askRestore(desk) {
  about(desk, "restore", { note: t("ask.restore_note"), fields: [numberField()], body: ({ number }) => ({ number }) });
}

function askInterrupt(desk) {
  about(desk, "interrupt", { note: t("ask.interrupt_note"), fields: [reasonField("interrupt")], body: ({ reason }) => ({ reason }) });
}

function askPause(desk) {
  const options = ["meal", "meeting", "hand-over", "equipment", "other"].map((value) => ({ value, text: t(`pause.${value.replace("-", "_")}`) }));
  about(desk, "pause", { fields: [choiceField("reason", t("ask.reason"), options)], body: ({ reason }) => ({ reason }) });
}

const clerkField = () => textField("clerk", t("ask.clerk"), { maxlength: 8, inputmode: "numeric" });
/** What is no number is left as it is: the server says that it is none. */
const clerkOf = ({ clerk }) => ({ clerk: /^\d+$/.test(clerk) ? Number(clerk) : clerk });

function askHandOver(desk) {
  about(desk, "hand-over", { note: t("ask.hand_over_note"), fields: [clerkField()], body: clerkOf });
}

function askLogIn(desk) {
  about(desk, "log-in", { fields: [clerkField()], body: clerkOf });
}

function askTransfer(desk) {
  const { hall, view } = desk;
  const { service, number } = view.ticket;
  const services = hall.plan.services.map(({ id, prefix }) => ({ value: id, mark: prefix, text: hall.service(id), hint: id === service ? t("ask.same_service") : "" }));
  const windows = [{ value: "", text: t("ask.any_window") },
    ...hall.plan.windows.map(({ id, number: shown }) => ({ value: id, text: t("windows.name", { number: shown }) }))];
  about(desk, "transfer", {
    note: t("ask.transfer_note", { number }),
    fields: [choiceField("service", t("services.name"), services, { value: service }), choiceField("window", t("windows.title"), windows),
      textField("reason", t("ask.reason_optional"), { presets: reasons("transfer"), required: false })],
    body: ({ service: to, window, reason }) => ({ service: to, ...(window && { window }), ...(reason && { reason }) }),
  });
}
