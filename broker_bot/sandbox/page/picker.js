/** A list that opens from a button: used for select menus, overflow menus, message actions and the people picker. */
import { h, newId } from "./dom.js";

const SEARCH_FROM = 9;

/**
 * Opens a list below `button`. `groups` is [{label, options: [{value, label, hint, testid}]}]; `pick(option)` is
 * called with the chosen option. A search field appears with many options, or when `search` says so.
 */
export function openPicker(button, { label, groups, selected, search, placeholder, pick, wide }) {
  const total = groups.reduce((sum, group) => sum + group.options.length, 0);
  const self = { button, pick, selected, groups, at: -1, shown: [], typed: "", typedAt: 0 };
  self.list = h("div", { role: "listbox", id: newId("list"), class: "picker-list", "aria-label": label, tabindex: "-1" });
  if (search ?? total >= SEARCH_FROM) self.field = searchField(self, label, placeholder);
  self.box = h("div", { class: wide ? "picker wide" : "picker", popover: "auto" }, self.field, self.list);
  (button.closest("dialog") ?? document.body).append(self.box);
  fill(self, "");
  self.box.addEventListener("keydown", (event) => onKey(self, event));
  self.box.addEventListener("toggle", (event) => event.newState === "closed" && closed(self));
  self.box.showPopover();
  button.setAttribute("aria-expanded", "true");
  place(self.box, button);
  (self.field ?? self.list).focus({ preventScroll: true });
}

function searchField(self, label, placeholder) {
  return h("input", {
    class: "picker-search", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": self.list.id,
    "aria-label": `Search: ${label}`, placeholder: placeholder ?? "Search", autocomplete: "off", spellcheck: "false", testid: "picker-search",
    oninput: (event) => fill(self, event.target.value),
  });
}

function closed(self) {
  self.button.setAttribute("aria-expanded", "false");
  const inside = self.box.contains(document.activeElement) || document.activeElement === document.body;
  self.box.remove();
  if (inside && self.button.isConnected) self.button.focus({ preventScroll: true });
}

function place(box, button) {
  const at = button.getBoundingClientRect();
  const [below, above] = [innerHeight - at.bottom - 12, at.top - 12];
  const down = below >= Math.min(box.offsetHeight, 260) || below >= above;
  box.style.maxHeight = `${Math.min(box.offsetHeight, Math.max(down ? below : above, 160))}px`;
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  box.style.top = `${Math.max(8, Math.min(down ? at.bottom + 4 : at.top - height - 4, innerHeight - height - 8))}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  box.style.minWidth = `${Math.min(at.width, innerWidth - 16)}px`;
}

const matches = (option, words) => {
  const text = `${option.label} ${option.hint ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

function fill(self, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  self.shown = [];
  const parts = self.groups.map((group) => groupNode(self, group, words)).filter(Boolean);
  self.list.replaceChildren(...(parts.length ? parts : [h("p", { class: "picker-none" }, "Nothing found")]));
  const chosen = self.shown.findIndex(({ option }) => option.value === self.selected);
  move(self, Math.max(0, words.length ? 0 : chosen));
}

function groupNode(self, group, words) {
  const found = group.options.filter((option) => matches(option, words));
  if (!found.length) return null;
  const head = group.label ? h("div", { class: "picker-group", id: newId("group") }, group.label) : null;
  return h("div", { role: "group", "aria-labelledby": head?.id }, head, found.map((option) => optionNode(self, option)));
}

function optionNode(self, option) {
  const node = h("div", {
    role: "option", id: newId("option"), class: option.danger ? "option danger" : "option", testid: option.testid ?? `option-${option.value}`,
    "aria-selected": option.value === self.selected ? "true" : "false",
    onclick: () => choose(self, option),
  }, option.icon, h("span", { class: "option-text" }, h("span", {}, option.label), option.hint && h("small", {}, option.hint)));
  const at = self.shown.push({ option, node }) - 1;
  node.addEventListener("pointermove", () => self.at !== at && move(self, at, false));
  return node;
}

function move(self, to, scroll = true) {
  self.shown[self.at]?.node.classList.remove("at");
  self.at = Math.max(0, Math.min(to, self.shown.length - 1));
  const now = self.shown[self.at]?.node;
  if (!now) return;
  now.classList.add("at");
  (self.field ?? self.list).setAttribute("aria-activedescendant", now.id);
  if (scroll) now.scrollIntoView({ block: "nearest" });
}

function choose(self, option) {
  self.box.hidePopover();
  self.button.focus({ preventScroll: true });
  self.pick(option);
}

function onKey(self, event) {
  const steps = { ArrowDown: self.at + 1, ArrowUp: self.at - 1, PageDown: self.at + 8, PageUp: self.at - 8 };
  if (!self.field) Object.assign(steps, { Home: 0, End: self.shown.length - 1 });
  if (event.key in steps) { event.preventDefault(); move(self, steps[event.key]); }
  else if (event.key === "Enter" || (event.key === " " && !self.field)) {
    event.preventDefault();
    if (self.shown[self.at]) choose(self, self.shown[self.at].option);
  } else if (event.key === "Tab") self.box.hidePopover();
  else if (!self.field && event.key.length === 1) jump(self, event.key);
  event.stopPropagation();
}

/** Type-ahead in a list without a search field. */
function jump(self, letter) {
  const fresh = performance.now() - self.typedAt > 700;
  self.typed = (fresh ? "" : self.typed) + letter.toLowerCase();
  self.typedAt = performance.now();
  const found = self.shown.findIndex(({ option }) => option.label.toLowerCase().startsWith(self.typed));
  if (found >= 0) move(self, found);
}
