// The page's one event stream, and what to do without it.

import { get } from "./api.js";

const SILENCE_MS = 10000;
const CHECK_MS = 2000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;
const HIDDEN_MS = 60000;

/**
 * Follows the hall. `onNow` gets each state, `onLive` one of "connecting", "live", "polling" (no stream is free, but the
 * server answers) or "lost", and `onSignedOut` is called when the session has ended.
 */
export class HallStream {
  constructor({ onNow, onLive, onSignedOut }) {
    Object.assign(this, { onNow, onLive, onSignedOut });
    this.source = null;
    this.wait = FIRST_WAIT_MS;
    this.retry = null;
    this.hidden = null;
    this.running = false;
    this.onVisibility = () => this.#visibility();
    this.onOnline = () => this.running && this.source === null && this.#open();
  }

  start() {
    this.running = true;
    this.onLive("connecting");
    document.addEventListener("visibilitychange", this.onVisibility);
    window.addEventListener("online", this.onOnline);
    this.checking = setInterval(() => this.#check(), CHECK_MS);
    this.#open();
  }

  stop() {
    this.running = false;
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.removeEventListener("online", this.onOnline);
    clearInterval(this.checking);
    clearTimeout(this.hidden);
    this.#close();
  }

  #open() {
    this.#close();
    this.heard = performance.now();
    const source = new EventSource("/staff/events");
    this.source = source;
    const hear = (kind, act) => source.addEventListener(kind, (event) => {
      if (this.source !== source) return;
      this.heard = performance.now();
      act(event);
    });
    hear("now", (event) => {
      this.wait = FIRST_WAIT_MS;
      this.onNow(JSON.parse(event.data));
      this.onLive("live");
    });
    hear("alive", () => {});
    hear("signed-out", () => this.#end());
    source.onerror = () => {
      if (this.source !== source) return;
      // While it is connecting the browser tries again by itself; a closed one it has given up.
      if (source.readyState === EventSource.CLOSED) this.#givenUp();
      else this.onLive("lost");
    };
  }

  #close() {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }

  /** The browser has given up, as it does after 401 and 503: ask why, show what there is, and come back later. */
  async #givenUp() {
    this.#close();
    try {
      const now = await get("/now");
      if (!this.running || this.source) return;
      this.onNow(now);
      this.onLive("polling");
    } catch (problem) {
      if (!this.running || this.source) return;
      if (problem.status === 401) {
        this.#end();
        return;
      }
      this.onLive("lost");
    }
    // Spread out, so that the browsers of a hall do not all come back at once.
    this.retry = setTimeout(() => this.#open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  /** A connection may be dead without anybody having said so. */
  #check() {
    if (this.source && performance.now() - this.heard > SILENCE_MS) {
      this.onLive("lost");
      this.#givenUp();
    }
  }

  /** A page that nobody sees gives its connection back after a minute: browsers and servers have few of them. */
  #visibility() {
    clearTimeout(this.hidden);
    if (document.hidden) this.hidden = setTimeout(() => this.#close(), HIDDEN_MS);
    else if (this.source === null) this.#open();
  }

  #end() {
    this.stop();
    this.onSignedOut();
  }
}
