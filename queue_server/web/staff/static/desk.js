// The desk of somebody who is logged in: takes the hall's states and hands them to the parts of the page.

import { AlarmsCard } from "./alarms.js";
import { get, remove } from "./api.js";
import { Cards } from "./card.js";
import { keysOn } from "./console.js";
import { Devices } from "./devices.js";
import { closeDialogs, dialogOpen } from "./dialog.js";
import { byId, say, set } from "./dom.js";
import { Find } from "./find.js";
import { HelpCalls } from "./help.js";
import { IssueForm } from "./issue.js";
import { showKeys } from "./keys.js";
import { Lead } from "./lead.js";
import { complain, tell } from "./notices.js";
import { Services, Today } from "./services.js";
import { Slips } from "./slips.js";
import { HallStream } from "./stream.js";
import { clock, pick, t } from "./texts.js";
import { Views } from "./views.js";
import { Windows } from "./windows.js";

const TICK_MS = 1000;
const ON_ITS_WAY_MS = 10000;
/** A short loss, as when the server starts again, needs no alarm. */
const GRACE_MS = 2500;
/** A jump so large is a clock that was set anew. */
const OTHER_CLOCK_MS = 60000;

/** What is emptied when somebody leaves: the next person sees nothing of it. */
const PARTS = ["views", "today", "slips", "console", "tiles", "devices", "services", "help", "issue", "find", "found", "queue", "alarms", "advice", "accuracy", "evaluation", "follow-ups", "day"];

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
    this.onLanguage = () => this.#speak();
    this.onKey = (event) => this.#key(event);
    byId("log-out").onclick = () => this.#logOut();
    byId("shortcuts").onclick = showKeys;
  }

  /** Show the desk; throws a Problem with status 401 when nobody is logged in. */
  async open() {
    this.plan = await get("/hall");
    this.views = new Views(this.plan.person.role);
    this.#makeParts();
    byId("desk").hidden = false;
    document.addEventListener("language", this.onLanguage);
    document.addEventListener("keydown", this.onKey);
    this.ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#draw();
    this.stream.start();
  }

  #makeParts() {
    this.slips = new Slips(this);
    this.cards = new Cards(this);
    this.windows = new Windows(this);
    this.devices = new Devices(this);
    this.help = new HelpCalls(this);
    this.alarms = new AlarmsCard();
    this.issue = new IssueForm(this);
    this.find = new Find(this);
    this.lead = this.plan.person.role === "supervisor" ? new Lead(this) : null;
    this.parts = [new Today(), this.windows, this.help, this.issue, this.find, this.slips, this.cards, this.alarms, this.devices, new Services(this), this.lead].filter(Boolean);
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
    const service = [...this.plan.services, ...this.plan.packages].find((one) => one.id === id);
    return service ? pick(service.name) : id;
  }

  /** A priority class in words. */
  priority(id) {
    const found = this.plan.priorities.find((one) => one.id === id);
    return found ? pick(found.name) : t("lists.ordinary");
  }

  /** What somebody with a priority has to show. */
  priorityShow(id) {
    const found = this.plan.priorities.find((one) => one.id === id);
    return found ? pick(found.show) : "";
  }

  /** The number on a window's sign. */
  number(window) {
    return this.plan.windows.find((one) => one.id === window)?.number ?? window;
  }

  /** A command did not work: say so, and ask for a log-in when the session has ended. */
  failed(problem, again) {
    if (problem.status === 401) this.#leave("login.ended");
    else complain(problem, problem.unsure || problem.status >= 500 ? again : null);
  }

  // --- states ---

  #take(state) {
    if (state.edition !== this.plan.edition) {
      // The server was started with another hall file or another release of this page.
      location.reload();
      return;
    }
    this.state = state;
    this.#setClock(new Date(state.server_time) - Date.now());
    set(byId("board"), "aria-busy", null);
    this.#tick();
  }

  /** A state may have been on its way for some seconds, but never comes too early: the largest difference is the best. */
  #setClock(offset) {
    const set = this.offset !== undefined && Math.abs(offset - this.offset) < OTHER_CLOCK_MS;
    this.offset = set ? Math.max(this.offset, offset) : offset;
  }

  #update() {
    if (this.state) for (const part of this.parts) part.update(this.state);
    const urgent = this.parts.reduce((sum, part) => sum + (part.urgent ?? 0), 0);
    this.views.draw({ guide: (this.slips.urgent ?? 0) + (this.help.urgent ?? 0), hall: (this.alarms.count ?? 0) + (this.devices.urgent ?? 0), lead: this.lead?.count ?? 0 });
    byId("day-closed").hidden = !this.state?.day_closed;
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

  /** The page's language has changed. */
  #speak() {
    closeDialogs();
    for (const part of [this.issue, this.find, this.lead]) part?.draw();
    this.#draw();
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
    closeDialogs();
    for (const id of PARTS) byId(id).replaceChildren();
    this.onLeft(reason);
  }

  #key(event) {
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (dialogOpen()) return;
    if (this.windows.press(event.key) || this.#pressElsewhere(event.key)) event.preventDefault();
  }

  #pressElsewhere(key) {
    if (!keysOn()) return false;
    if (key !== "?") return this.views.press(key);
    showKeys();
    return true;
  }
}
