// A slip as the printer set it: one drawing in printer dots.

import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;

/** The paper of a slip; `extra` is a class for how it moves. */
export function drawSlip(slip, extra = "") {
  const paper = svg("svg", {
    viewBox: `${-MARGIN} 0 ${slip.width + 2 * MARGIN} ${slip.height}`, role: "img", "aria-label": slip.number,
  });
  for (const piece of slip.texts) {
    const text = svg("text", {
      x: piece.x, y: piece.y - piece.size * 0.14, "font-size": piece.size, textLength: piece.w,
      lengthAdjust: "spacingAndGlyphs", class: piece.bold ? "bold" : "plain",
    });
    text.textContent = piece.text;
    paper.append(text);
  }
  for (const image of slip.images ?? []) {
    paper.append(svg("path", { d: image.path, transform: `translate(${image.x} ${image.y})`, "shape-rendering": "crispEdges" }));
  }
  if (slip.qr) {
    paper.append(svg("path", {
      d: slip.qr.path, transform: `translate(${slip.qr.x} ${slip.qr.y}) scale(${slip.qr.scale})`, "shape-rendering": "crispEdges",
    }));
  }
  return el("article", { class: `slip ${extra}`, data: { slip: slip.id, number: slip.number }, tabindex: "0" }, paper);
}

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
