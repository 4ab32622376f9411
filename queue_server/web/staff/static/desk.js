// The desk of somebody who is logged in: takes the hall's states and hands them to the parts of the page.

import { get, remove } from "./api.js";
import { Devices } from "./devices.js";
import { byId, say, set } from "./dom.js";
import { complain, tell } from "./notices.js";
import { Services, Today } from "./services.js";
import { Slips } from "./slips.js";
import { HallStream } from "./stream.js";
import { clock, pick, t } from "./texts.js";
import { Windows } from "./windows.js";

const TICK_MS = 1000;
const ON_ITS_WAY_MS = 10000;
/** A short loss, as when the server starts again, needs no alarm. */
const GRACE_MS = 2500;

export class Desk {
  /** `onLeft` gets the key of a text that says why. */
  constructor(onLeft) {
    this.onLeft = onLeft;
    this.live = "connecting";
    this.state = null;
    this.stream = new HallStream({
      onNow: (state) => this.#take(state),
      onLive: (live) => this.#setLive(live),
      onSignedOut: () => this.#leave("login.ended"),
    });
    this.onLanguage = () => this.#draw();
    this.onKey = (event) => this.#key(event);
    byId("log-out").onclick = () => this.#logOut();
  }

  /** Show the desk; throws a Problem with status 401 when nobody is logged in. */
  async open() {
    this.plan = await get("/hall");
    this.parts = [new Today(), new Slips(this), new Windows(this), new Devices(this), new Services(this)];
    this.windows = this.parts[2];
    byId("desk").hidden = false;
    document.addEventListener("language", this.onLanguage);
    document.addEventListener("keydown", this.onKey);
    this.ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#draw();
    this.stream.start();
  }

  // --- what the parts ask for ---

  /** The hall's time in milliseconds, whatever this computer's clock says. */
  now() {
    return Date.now() + (this.offset ?? 0);
  }

  /** Whether what is shown may no longer be true. */
  get stale() {
    return this.live === "lost" && performance.now() - this.lostAt > GRACE_MS;
  }

  /** Whether a slip has been on its way for longer than any printer takes. */
  overdue(ticket) {
    return this.now() - new Date(ticket.since) > ON_ITS_WAY_MS;
  }

  service(id) {
    const service = this.plan.services.find((one) => one.id === id);
    return service ? pick(service.name) : id;
  }

  /** The number on a window's sign. */
  number(window) {
    return this.plan.windows.find((one) => one.id === window)?.number ?? window;
  }

  /** A command did not work: say so, and ask for a log-in when the session has ended. */
  failed(problem, again) {
    if (problem.status === 401) this.#leave("login.ended");
    else complain(problem, problem.status === 0 || problem.status >= 500 ? again : null);
  }

  // --- states ---

  #take(state) {
    if (state.edition !== this.plan.edition) {
      // The server was started with another hall file or another release of this page.
      location.reload();
      return;
    }
    this.state = state;
    this.offset = new Date(state.server_time) - Date.now();
    set(byId("board"), "aria-busy", null);
    this.#tick();
  }

  #update() {
    if (this.state) for (const part of this.parts) part.update(this.state);
    const urgent = this.parts.reduce((sum, part) => sum + (part.urgent ?? 0), 0);
    document.title = `${urgent ? `(${urgent}) ` : ""}${t("page.title")} · ${pick(this.plan.hall.name)}`;
  }

  #setLive(live) {
    if (live === "lost" && this.live !== "lost") this.lostAt = performance.now();
    if (live === "live" && this.stale) tell(t("live.back"));
    this.live = live;
    this.#drawLive();
  }

  #tick() {
    say(byId("clock"), this.offset === undefined ? "" : clock(this.now()));
    this.#drawLive();
    // Ages grow, and slips that should have come out long ago show up.
    this.#update();
  }

  #draw() {
    say(byId("hall-name"), pick(this.plan.hall.name));
    say(byId("person-name"), this.plan.person.name);
    say(byId("person-role"), t(`page.role_${this.plan.person.role}`));
    this.#drawLive();
    this.#update();
  }

  #drawLive() {
    // A loss is told when it has lasted; until then the page is merely connecting.
    const shown = this.live === "lost" && !this.stale ? "connecting" : this.live;
    say(byId("live"), t(`live.${shown}`));
    set(byId("live"), "data-live", shown);
    const time = this.state ? clock(this.state.server_time, this.state.business_day) : "–";
    const text = shown === "lost" ? t("live.banner", { time }) : shown === "polling" ? t("live.banner_polling", { time }) : "";
    say(byId("banner"), text);
    byId("banner").hidden = text === "";
    byId("board").classList.toggle("stale", this.stale);
  }

  // --- leaving ---

  async #logOut() {
    try {
      await remove("/session");
    } catch (problem) {
      if (problem.status !== 401) {
        complain(problem, null);
        return;
      }
    }
    this.#leave("login.left");
  }

  #leave(reason) {
    if (this.left) return;
    this.left = true;
    this.stream.stop();
    clearInterval(this.ticking);
    document.removeEventListener("language", this.onLanguage);
    document.removeEventListener("keydown", this.onKey);
    byId("desk").hidden = true;
    for (const id of ["today", "slips", "console", "tiles", "devices", "services"]) byId(id).replaceChildren();
    this.onLeft(reason);
  }

  #key(event) {
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (this.windows.press(event.key)) event.preventDefault();
  }
}
