// Which kiosk prints: a list to choose from, in which one that is known to be well is proposed.

import { el, set } from "./dom.js";
import { t } from "./texts.js";

export class KioskChoice {
  constructor(hall) {
    this.printers = hall.plan.kiosks.filter((kiosk) => kiosk.printer !== null);
    this.chosen = null;
    this.root = el("select", { onchange: () => { this.chosen = this.root.value; } });
  }

  /** Whether any kiosk prints. */
  get any() {
    return this.printers.length > 0;
  }

  /** Whether there is more than one to choose from. */
  get several() {
    return this.printers.length > 1;
  }

  get value() {
    return this.root.value || this.printers[0]?.id;
  }

  /** Propose the kiosk `own`, unless its printer is known to be bad and another one is known to be good. */
  update({ own: id, conditions, label }) {
    set(this.root, "aria-label", label);
    const condition = (kiosk) => conditions.get(kiosk.printer) ?? "unknown";
    const good = this.printers.find((kiosk) => ["online", "warning"].includes(condition(kiosk)));
    const own = this.printers.find((kiosk) => kiosk.id === id);
    const bad = own && ["fault", "offline"].includes(condition(own));
    const wanted = this.chosen ?? (bad ? good ?? own : own ?? good ?? this.printers[0])?.id;
    // Not while somebody is at it: a choice must not jump under the finger.
    if (document.activeElement === this.root) return;
    this.#draw(this.printers.map((kiosk) => {
      const state = condition(kiosk);
      const key = state === "online" ? "slips.kiosk" : "slips.kiosk_state";
      return { id: kiosk.id, text: t(key, { name: kiosk.id, state: t(`condition.${state}`) }) };
    }));
    this.root.value = wanted;
  }

  #draw(options) {
    const drawn = JSON.stringify(options);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.root.replaceChildren(...options.map((option) => el("option", { value: option.id }, option.text)));
  }
}

/** The state of every device that ever reported, by its id. */
export const conditionsOf = (now) => new Map(now.devices.map((device) => [device.device, device.state]));
