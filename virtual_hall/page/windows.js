// The counter: windows with their LED sign, call keypad, evaluator and rating screen.

import { el, fill, send } from "./dom.js";
import { enlarge } from "./large.js";
import { MirroredScreen } from "./screens.js";
import { pick, t } from "./texts.js";

const DOT = 4;
const LIT = { 1: "#ff4b33", 2: "#3ee07a", 3: "#ffc933" };
const DARK = "#241512";
const MAX_DIGITS = 6;

/** One window with the devices on its desk. */
export class ServiceWindow {
  constructor(window, services) {
    this.window = window;
    this.services = services;
    this.typed = "";
    this.keypadView = {};
    this.evaluatorView = {};
    this.title = el("h3");
    this.canvas = el("canvas", { class: "dots", role: "img" });
    this.lcd = el("div", { class: "lcd" });
    this.keys = el("div", { class: "keys" });
    this.prompt = el("p", { class: "prompt", role: "status" });
    this.grades = el("div", { class: "grades" });
    this.screen = window.screen && this.#makeScreen(window.screen);
    this.caption = el("figcaption");
    this.root = el("article", { class: "window", data: { window: window.id } },
      window.sign && el("div", { class: "sign" }, this.canvas),
      this.title,
      window.keypad && el("div", { class: "keypad" }, this.lcd, this.keys),
      window.evaluator && el("div", { class: "evaluator" }, this.prompt, this.grades),
      this.screen && el("figure", { class: "rating" }, this.caption, el("div", { class: "bezel" }, this.screen.root)));
  }

  #makeScreen({ id, width, height }) {
    const screen = new MirroredScreen(id, { touch: true, portrait: false, label: t("rating_screen") });
    screen.root.style.aspectRatio = `${width} / ${height}`;
    return screen;
  }

  get topics() {
    const topics = {};
    const { sign, keypad, evaluator, screen } = this.window;
    if (sign) topics[`sign:${sign.id}`] = (view) => this.#drawSign(view);
    if (keypad) topics[`keypad:${keypad.id}`] = (view) => { this.keypadView = view; this.#drawLcd(); };
    if (evaluator) topics[`evaluator:${evaluator.id}`] = (view) => { this.evaluatorView = view; this.#drawPrompt(); };
    if (screen) topics[`screen:${screen.id}`] = (view) => this.screen.update(view);
    return topics;
  }

  draw() {
    fill(this.title,
      el("span", { class: "name" }, t("window").replace("{number}", this.window.number)),
      el("span", { class: "muted" }, this.window.services.map((id) => this.services[id].prefix).join(" · ")));
    this.title.title = this.window.services.map((id) => pick(this.services[id].name)).join(" · ");
    this.#drawLcd();
    if (this.window.keypad) this.#drawKeys();
    this.#drawPrompt();
    if (this.window.evaluator) this.#drawGrades();
    if (this.screen) this.#drawScreen();
  }

  #drawScreen() {
    fill(this.caption, el("span", {}, t("rating_screen")),
      el("button", { type: "button", class: "quiet small", onclick: () => enlarge(this.screen.root) }, t("enlarge")));
    if (this.screen.view) this.screen.update(this.screen.view);
  }

  #drawSign(view) {
    this.canvas.setAttribute("aria-label", view.text);
    this.canvas.dataset.text = view.text;
    this.canvas.width = view.width * DOT;
    this.canvas.height = view.rows.length * DOT;
    const brush = this.canvas.getContext("2d");
    brush.clearRect(0, 0, this.canvas.width, this.canvas.height);
    view.rows.forEach((row, y) => {
      for (let x = 0; x < row.length; x += 1) {
        brush.fillStyle = LIT[row[x]] ?? DARK;
        brush.beginPath();
        brush.arc(x * DOT + DOT / 2, y * DOT + DOT / 2, row[x] === "0" ? DOT * 0.3 : DOT * 0.47, 0, 2 * Math.PI);
        brush.fill();
      }
    });
  }

  #drawLcd() {
    const view = this.keypadView;
    const light = view.result === false ? "bad" : view.acknowledged ? "good" : view.pending ? "busy" : "";
    fill(this.lcd,
      el("span", { class: "lcd-ticket" }, el("small", {}, t("keypad_ticket")), el("b", {}, this.typed || view.ticket || "---")),
      el("span", { class: "lcd-waiting" }, el("small", {}, t("keypad_waiting")), el("b", {}, view.waiting ? String(Number(view.waiting)) : "--")),
      el("i", { class: `light ${light}` }));
    this.lcd.classList.toggle("typing", this.typed !== "");
  }

  #drawKeys() {
    const { keypad } = this.window;
    const action = (key) => el("button", {
      type: "button", class: `key action ${key.action ?? "function"} ${key.digits ? "typed" : ""}`,
      data: { key: key.code, action: key.action ?? "" }, title: key.digits ? t("key_typed").replace("{digits}", key.digits) : null,
      onclick: () => this.#press(key.code, key.digits),
    }, t(`key_${key.action ?? "function"}`));
    const digit = (number) => el("button", { type: "button", class: "key digit", onclick: () => this.#type(number) }, number);
    fill(this.keys, keypad.keys.map(action), [..."1234567890"].map(digit));
  }

  #type(digit) {
    this.typed = this.typed.length < MAX_DIGITS ? this.typed + digit : digit;
    this.#drawLcd();
  }

  // Some meanings are typed as digits and a key; one touch types both.
  #press(code, digits) {
    digits ||= this.typed;
    this.typed = "";
    this.#drawLcd();
    send(`/api/keypads/${this.window.keypad.id}/press`, { digits, key: code });
  }

  #drawPrompt() {
    const asked = this.evaluatorView.prompt ?? "idle";
    this.prompt.textContent = t(`prompt_${asked}`);
    this.prompt.dataset.prompt = asked;
  }

  #drawGrades() {
    const { evaluator } = this.window;
    fill(this.grades, evaluator.keys.map((key) => el("button", {
      type: "button", class: `grade g${key.grade}`, data: { grade: String(key.grade) },
      onclick: () => send(`/api/evaluators/${evaluator.id}/press`, { value: key.value }),
    }, t(`grade_${key.grade}`))));
  }
}
