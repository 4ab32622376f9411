// Small drawn marks. Each state has a shape of its own, so that no colour is needed to tell them apart.

const SVG = "http://www.w3.org/2000/svg";

const MARKS = {
  online: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM4.500 8.200l2.300 2.300 4.700-4.900",
  warning: "M8 1.500 15 14H1zM8 6v4M8 12v.1",
  offline: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM3.500 12.500l9-9",
  fault: "M5 1h6l4 4v6l-4 4H5l-4-4V5zM5.500 5.500l5 5m0-5-5 5",
  unknown: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM6 6.300a2 2 0 1 1 2.900 1.800c-.600.300-.900.700-.900 1.300M8 11.700v.1",
  queued: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM8 4.500V8l2.500 1.700",
  idle: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
  called: "M2 6v4h3l5 4V2L5 6zM12.500 5.500a3.500 3.500 0 0 1 0 5",
  serving: "M8 1.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM2 15c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500z",
  parked: "M2 3h12v3H2zM3.500 6v7h9V6M6.500 8.500h3",
  help: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM8 4.500v5M8 11.700v.1",
  done: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM5 8.200l2.200 2.200 4-4.400",
  paused: "M4 2h2.500v12H4zM9.500 2H12v12H9.500z",
};
/** Shapes with a filled ground, on which the sign itself is drawn in white. */
const FILLED = new Set(["online", "warning", "fault"]);

/** A mark 16 units wide; it says nothing to screen readers, since a word stands beside it. */
export function mark(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  redraw(svg, name);
  return svg;
}

/** Let a mark show another state. */
export function redraw(svg, name) {
  if (svg.dataset.mark === name) return;
  svg.dataset.mark = name;
  svg.setAttribute("class", `mark ${name}`);
  const [ground, ...signs] = MARKS[name].split("z");
  const path = (d, kind) => {
    const element = document.createElementNS(SVG, "path");
    element.setAttribute("d", d);
    element.setAttribute("class", kind);
    return element;
  };
  const rest = signs.join("z");
  svg.replaceChildren(path(`${ground}z`, FILLED.has(name) ? "ground" : "outline"), ...(rest ? [path(rest, "sign")] : []));
}
