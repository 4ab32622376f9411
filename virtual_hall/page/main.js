// Puts the page together: the hall's plan, one stream, one drawing function per topic.

import { el, fill, send, useZone } from "./dom.js";
import { staffPage, useDoors } from "./doors.js";
import { Kiosk } from "./kiosks.js";
import { enlarge, prepareLarge } from "./large.js";
import { Announcements, drawDevices, drawLinks, drawLog, drawPrograms, drawQueues, drawUnprinted } from "./panels.js";
import { MirroredScreen } from "./screens.js";
import { follow } from "./stream.js";
import { fillTexts, loadTexts, pick, second, switchLanguage, t } from "./texts.js";
import { ServiceWindow } from "./windows.js";

const COUNTS = ["clock", "in_line", "issued", "called", "finished", "no_show", "restored", "rated"];
const TOAST_MS = 3500;
const byId = (id) => document.getElementById(id);

class Board {
  constructor(board) {
    this.screen = new MirroredScreen(board.id, { touch: false, portrait: board.orientation === "portrait", label: t("board") });
    this.button = el("button", { type: "button", class: "quiet small over", onclick: () => enlarge(this.screen.root) });
    this.root = el("figure", { class: "board" }, el("div", { class: "bezel" }, this.screen.root), this.button);
    this.topics = { [`screen:${board.id}`]: (view) => this.screen.update(view) };
  }

  draw() {
    this.button.textContent = t("enlarge");
    if (this.screen.view) this.screen.update(this.screen.view);
  }
}

class Page {
  constructor(plan) {
    this.plan = plan;
    this.values = {};
    this.live = true;
    this.announcements = new Announcements();
    this.parts = [
      ...plan.kiosks.map((kiosk) => new Kiosk(kiosk, plan.cards)),
      ...plan.boards.map((board) => new Board(board)),
      ...plan.windows.map((window) => new ServiceWindow(window, plan.services)),
    ];
    this.topics = {
      log: drawLog,
      unprinted: drawUnprinted,
      queues: (queues) => drawQueues(queues, plan.services),
      devices: drawDevices,
      programs: drawPrograms,
      links: drawLinks,
      announcements: (said) => this.announcements.draw(said),
      autopilot: (view) => this.#drawAutopilot(view),
      server: () => this.#drawState(),
    };
    for (const part of this.parts) Object.assign(this.topics, part.topics);
  }

  build() {
    const roots = (chosen) => this.parts.filter(chosen).map((part) => part.root);
    fill(byId("lobby"), roots((part) => part instanceof Kiosk && part.kiosk.orientation === "portrait"));
    fill(byId("lobby-wide"), roots((part) => part instanceof Kiosk && part.kiosk.orientation === "landscape"));
    fill(byId("boards"), roots((part) => part instanceof Board));
    fill(byId("windows"), roots((part) => part instanceof ServiceWindow));
    byId("autopilot-on").addEventListener("click", () => this.#switch({ on: !this.values.autopilot?.on }));
    byId("sound").addEventListener("click", () => this.announcements.switchSound());
    byId("language").addEventListener("click", () => { switchLanguage(); this.draw(); });
    document.addEventListener("problem", (event) => this.#toast(event.detail));
    prepareLarge();
  }

  draw() {
    fillTexts();
    document.title = `${pick(this.plan.hall.name)} · ${t("title")}`;
    byId("hall-name").textContent = pick(this.plan.hall.name);
    byId("hall-second").textContent = `${second(this.plan.hall.name)} · ${t("title")}`;
    byId("language").textContent = t("language");
    byId("staff-page").textContent = t("staff_page");
    byId("staff-page").href = staffPage();
    byId("staff-page").title = t("staff_page_hint").replace("{file}", this.plan.server.token_file);
    this.announcements.drawSwitch();
    for (const part of this.parts) part.draw();
    for (const [topic, value] of Object.entries(this.values)) this.topics[topic]?.(value);
    this.#drawState();
  }

  take(topics) {
    if (this.values.epoch && topics.epoch && topics.epoch !== this.values.epoch) {
      // Another run of the hall, maybe with another plan.
      location.reload();
      return;
    }
    Object.assign(this.values, topics);
    for (const [topic, value] of Object.entries(topics)) this.topics[topic]?.(value);
  }

  setLive(live) {
    if (this.live === live) return;
    this.live = live;
    this.#drawState();
  }

  #drawState() {
    const problem = !this.live ? t("page_lost") : this.values.server?.connected === false ? t("server_lost") : "";
    byId("link-state").textContent = problem;
    document.body.classList.toggle("stale", problem !== "");
  }

  #drawAutopilot(view) {
    const button = byId("autopilot-on");
    button.setAttribute("aria-checked", String(view.on));
    fill(byId("speeds"), view.speeds.map((speed) => el("button", {
      type: "button", role: "radio", "aria-checked": String(speed === view.speed), onclick: () => this.#switch({ speed }),
    }, `${speed}×`)));
    fill(byId("counts"), COUNTS.map((name) => el("div", { data: { count: name } }, el("dt", {}, t(`count_${name}`)), el("dd", {}, view[name]))));
  }

  #switch(change) {
    const { on, speed } = { on: false, speed: 1, ...this.values.autopilot, ...change };
    send("/api/autopilot", { on, speed });
  }

  #toast(problem) {
    const toast = byId("toast");
    toast.textContent = problem ? `${t("failed")} · ${problem}` : t("failed");
    toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.hidden = true; }, TOAST_MS);
  }
}

const [plan] = await Promise.all([fetch("/api/hall").then((answer) => answer.json()), loadTexts()]);
useZone(plan.hall.timezone);
useDoors(plan);
const page = new Page(plan);
page.build();
page.draw();
follow((topics) => page.take(topics), (live) => page.setLive(live));
