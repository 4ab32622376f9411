// A slip as the printer set it: one drawing in printer dots.

import { el } from "./dom.js";
import { phonePage } from "./doors.js";
import { t } from "./texts.js";

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
    paper.append(drawCode(slip.qr));
  }
  return el("article", { class: `slip ${extra}`, data: { slip: slip.id, number: slip.number }, tabindex: "0" }, paper);
}

// A touch on the code does what a phone's camera would.
function drawCode(qr) {
  const code = svg("path", {
    d: qr.path, transform: `translate(${qr.x} ${qr.y}) scale(${qr.scale})`, "shape-rendering": "crispEdges",
  });
  const address = phonePage(qr.content);
  if (!address) return code;
  const link = svg("a", { href: address, target: "_blank", rel: "noopener", "aria-label": t("phone_page") });
  const side = qr.size - 8 * qr.scale;
  link.append(svg("rect", { x: qr.x, y: qr.y, width: side, height: side, fill: "transparent" }), code);
  link.addEventListener("click", (event) => event.stopPropagation());
  return link;
}

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
