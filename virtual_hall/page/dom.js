// Making and updating elements without a framework.

/** An element with attributes, event handlers (on…) and children; nullish children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replace an element's children. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
}

/** Send a command; resolves to true when it worked and tells the visitor when it did not. */
export async function send(path, body = {}) {
  let problem = "";
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return true;
    problem = (await answer.json().catch(() => ({}))).error ?? String(answer.status);
  } catch {
    problem = "";
  }
  document.dispatchEvent(new CustomEvent("problem", { detail: problem }));
  return false;
}

let zone;

/** Tell times in the hall's zone, wherever the browser is. */
export function useZone(name) {
  zone = name;
}

/** Hours, minutes and seconds of an ISO time. */
export function clock(iso) {
  return new Date(iso).toLocaleTimeString("zh-CN", { hour12: false, timeZone: zone });
}
