// Making and updating elements without a framework.

export const byId = (id) => document.getElementById(id);

/** An element with attributes, event handlers (on…) and children; nullish children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Set an attribute, or remove it when the value is nullish or false; touches nothing that is right already. */
export function set(element, name, value) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
}

/** Set an element's text; a text that is right already stays, and with it what screen readers have said. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keeps the children of `parent` in step with lists of items. `make(item)` gives an object with `root` and `update(item)`,
 * which lives as long as its key: focus, open choices and what was pressed survive every update.
 */
export class KeyedList {
  constructor(parent, key, make) {
    Object.assign(this, { parent, key, make });
    this.rows = new Map();
  }

  update(items) {
    const gone = new Set(this.rows.keys());
    let place = this.parent.firstElementChild;
    for (const item of items) {
      const key = this.key(item);
      gone.delete(key);
      if (!this.rows.has(key)) this.rows.set(key, this.make(item));
      const row = this.rows.get(key);
      row.update(item);
      if (row.root === place) place = place.nextElementSibling;
      else this.parent.insertBefore(row.root, place);
    }
    for (const key of gone) {
      this.rows.get(key).root.remove();
      this.rows.delete(key);
    }
  }

  /** The rows that are there, in no certain order. */
  get all() {
    return [...this.rows.values()];
  }
}
