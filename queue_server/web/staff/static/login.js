// The log-in. The token goes to the server once and is kept nowhere.

import { post } from "./api.js";
import { byId, say, set } from "./dom.js";
import { pick, t, tOr } from "./texts.js";

export class LogIn {
  constructor(hall, onEntered) {
    Object.assign(this, { hall, onEntered });
    this.note = null;
    this.busy = false;
    byId("login-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    byId("token-show").addEventListener("click", () => this.#show(byId("token").type === "password"));
    document.addEventListener("language", () => this.#draw());
  }

  /** Ask for a token; `note` is the key of a text that says why. */
  open(note = null) {
    this.note = note;
    this.problem = null;
    byId("login").hidden = false;
    this.#draw();
    byId("token").focus();
  }

  #draw() {
    say(byId("login-hall"), pick(this.hall.name));
    if (!byId("login").hidden) document.title = `${t("login.title")} · ${pick(this.hall.name)}`;
    byId("login-note").hidden = this.note === null;
    say(byId("login-note"), this.note ? t(this.note) : "");
    say(byId("login-problem"), this.problem ? this.problem() : "");
    say(byId("login-enter"), t(this.busy ? "login.entering" : "login.enter"));
    set(byId("login-enter"), "aria-disabled", this.busy ? "true" : null);
    set(byId("token"), "aria-invalid", this.problem ? "true" : null);
    say(byId("token-show"), t(byId("token").type === "password" ? "login.show" : "login.hide"));
  }

  #show(visible) {
    byId("token").type = visible ? "text" : "password";
    set(byId("token-show"), "aria-pressed", String(visible));
    this.#draw();
  }

  async #enter() {
    if (this.busy) return;
    const token = byId("token").value.trim();
    if (!token) {
      this.#fail(() => t("login.empty"));
      return;
    }
    this.busy = true;
    this.#draw();
    try {
      await post("/session", { token });
      byId("token").value = "";
      this.#show(false);
      byId("login").hidden = true;
      this.onEntered();
    } catch (problem) {
      this.#fail(() => problemText(problem));
    } finally {
      this.busy = false;
      this.#draw();
    }
  }

  #fail(text) {
    this.problem = text;
    this.#draw();
    byId("token").focus();
    byId("token").select();
  }
}

function problemText(problem) {
  if (problem.status === 429) return t("login.too_many", { seconds: problem.retryAfter });
  return tOr(`login.${problem.code}`, t("login.failed", { code: problem.code }));
}
