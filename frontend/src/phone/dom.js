// Elements by hand: a screen is built once and its parts are changed where they stand, so that focus is never lost.
const SVG = "http://www.w3.org/2000/svg";
const sprite = document.documentElement.dataset.sprite;

/** An element. Properties that begin with "on" listen, `class` and everything else is an attribute; null is left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the sprite; a word always stands beside it. */
export function icon(name, className = "ic") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** The small window: which of the three panes are lit. */
export function panes(lit) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "win", width: 40, height: 40, viewBox: "0 0 34 34", "aria-hidden": "true" }))
    svg.setAttribute(name, String(value));
  const shapes = [[0, 0, 34, 34, "frame"], [4, 4, 26, 9], [4, 17, 11, 13], [19, 17, 11, 13]];
  shapes.forEach(([x, y, width, height, name], index) => {
    const rect = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ x, y, width, height, class: name ?? (lit >= index - 1 ? "lit" : "unlit") }))
      rect.setAttribute(key, String(value));
    svg.append(rect);
  });
  return svg;
}

/** Put other children in. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A notice in three beats; `kind` is warn, error or done. */
export const notice = (kind, symbol, title, ...more) =>
  h("div", { class: `notice ${kind}` }, icon(symbol), title ? h("p", {}, h("b", {}, title)) : null, ...more.flat().filter(Boolean)
    .map((each) => (typeof each === "string" ? h("p", {}, each) : each)));
