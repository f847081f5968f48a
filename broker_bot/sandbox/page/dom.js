/** Small DOM tools: build nodes from data, and keep a keyed list up to date touching only what changed. */

/** Builds an element. Strings among the children become text nodes, never markup. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  append(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = value;
  else if (name === "testid") node.dataset.testid = value;
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export const $ = (id) => document.getElementById(id);

let counter = 0;
export const newId = (stem) => `${stem}-${++counter}`;

const ICONS = {
  hash: "M6 3 4.5 13M11.5 3 10 13M3 6h11M2 10h11",
  lock: "M4 7h8v6H4zM6 7V5a2 2 0 0 1 4 0v2",
  home: "M2 8l6-5 6 5M4 7v6h8V7",
  menu: "M2 4h12M2 8h12M2 12h12",
  close: "M4 4l8 8M12 4l-8 8",
  chevron: "M4 6l4 4 4-4",
  reply: "M3 4h10v6H8l-3 3v-3H3z",
  more: "M3 8h.02M8 8h.02M13 8h.02",
  send: "M3 8h8M8 4l4 4-4 4",
  attach: "M13 7.5l-5.2 5.2a3 3 0 0 1-4.3-4.3L9 3a2 2 0 0 1 2.9 2.9L6.6 11.2a1 1 0 0 1-1.4-1.4L10 5",
  bolt: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  log: "M3 4h10M3 8h10M3 12h6",
  guide: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5h.01",
};

/** A decorative line icon; the button around it carries the label. */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...props }, icon(name));
}

/** Where the focus sits inside `node`, so that it can be put back after the node was drawn anew. */
function focusIn(node) {
  const active = document.activeElement;
  if (!active || active === document.body || !node.contains(active)) return null;
  const id = active.dataset.testid;
  const same = id ? [...node.querySelectorAll(`[data-testid="${CSS.escape(id)}"]`)] : [];
  return { id, place: same.indexOf(active) };
}

function restoreFocus(node, focus) {
  const same = focus.id ? [...node.querySelectorAll(`[data-testid="${CSS.escape(focus.id)}"]`)] : [];
  const target = same[focus.place] ?? same[0] ?? node;
  if (target === node) node.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Swaps `old` for `fresh`, keeping the keyboard focus where the person left it. */
export function replaceKeepingFocus(old, fresh) {
  const focus = focusIn(old);
  old.replaceWith(fresh);
  if (focus) restoreFocus(fresh, focus);
}

/** Like replaceKeepingFocus, for everything inside `parent`. */
export function refill(parent, ...children) {
  const focus = focusIn(parent);
  parent.replaceChildren();
  append(parent, children);
  if (focus) restoreFocus(parent, focus);
}

/**
 * Brings the children of `parent` in line with `items` ({key, sign, draw}).
 * A child is drawn again only when its sign differs from the last one.
 */
export function reconcile(parent, items) {
  const known = (parent.known ??= new Map());
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, entry] of known) {
    if (!wanted.has(key)) { entry.node.remove(); known.delete(key); }
  }
  let at = parent.firstChild;
  for (const item of items) {
    const before = known.get(item.key)?.node;
    const node = current(known, item);
    if (before && before === at) at = node;
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

function current(known, item) {
  const entry = known.get(item.key);
  if (entry && entry.sign === item.sign) return entry.node;
  const node = item.draw();
  if (entry) replaceKeepingFocus(entry.node, node);
  known.set(item.key, { sign: item.sign, node });
  return node;
}
