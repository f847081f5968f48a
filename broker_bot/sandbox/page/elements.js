/** Block elements that act at once: buttons, select menus, overflow menus. Inputs live in inputs.js. */
import { h, icon } from "./dom.js";
import { INPUTS } from "./inputs.js";
import { openPicker } from "./picker.js";
import { formKey, send } from "./place.js";
import { state } from "./store.js";
import { words } from "./text.js";

const DRAW = { button, static_select: staticSelect, users_select: usersSelect, overflow, ...INPUTS };

export function drawElement(element, place) {
  const draw = DRAW[element?.type];
  if (!draw) return unknown(element, "element");
  return draw(element, place);
}

/** What the sandbox cannot draw is named, never hidden. */
export function unknown(what, kind) {
  const type = what?.type ?? "without a type";
  return h("div", { class: "unknown", testid: `unknown-${type}` }, `The sandbox does not draw this ${kind}: ${type}`);
}

function button(element, place) {
  const node = h("button", {
    type: "button", class: `button ${element.style ?? ""}`, testid: `action-${element.action_id}`, "aria-label": element.accessibility_label,
  }, words(element.text));
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-busy")) return;
    if (/^https?:\/\//i.test(element.url ?? "")) window.open(element.url, "_blank", "noopener");
    send(element, place, node, { value: element.value });
  });
  return node;
}

const asOption = (option) => ({ value: option.value, label: words(option.text), hint: words(option.description), raw: option });

function optionGroups(element) {
  if (!element.option_groups) return [{ options: (element.options ?? []).map(asOption) }];
  return element.option_groups.map((group) => ({ label: words(group.label), options: group.options.map(asOption) }));
}

function staticSelect(element, place) {
  const read = (held) => held?.selected_option && { value: held.selected_option.value, label: words(held.selected_option.text) };
  return select(element, place, {
    groups: optionGroups(element), read,
    start: { type: element.type, selected_option: element.initial_option ?? null },
    change: (option) => ({ type: element.type, selected_option: option.raw }),
  });
}

function usersSelect(element, place) {
  const groups = [{ options: state.people.map((one) => ({ value: one.id, label: one.name, hint: one.title })) }];
  const read = (held) => held?.selected_user && groups[0].options.find((one) => one.value === held.selected_user);
  return select(element, place, {
    groups, read, start: { type: element.type, selected_user: element.initial_user ?? null },
    change: (option) => ({ type: element.type, selected_user: option.value }),
  });
}

function select(element, place, { groups, read, start, change }) {
  const key = formKey(place, element);
  if (!place.form.has(key)) place.form.set(key, start);
  const hint = words(element.placeholder) || "Choose an option";
  const shown = h("span", { class: "select-text" });
  const node = h("button", {
    type: "button", class: "select", testid: `action-${element.action_id}`, "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-describedby": place.described, "aria-invalid": place.error ? "true" : null,
  }, shown, icon("chevron"));
  const show = () => {
    const now = read(place.form.get(key));
    shown.textContent = now?.label ?? hint;
    node.classList.toggle("empty", !now);
    node.setAttribute("aria-label", `${place.labelText ? `${place.labelText}: ` : ""}${now?.label ?? hint}`);
  };
  const pick = async (option) => {
    const before = place.form.get(key);
    place.form.set(key, change(option));
    show();
    if (place.input && !place.dispatch) return;
    const sent = await send(element, place, node, { selected: option.value, state: place.form.get(key) });
    if (!sent) { place.form.set(key, before); show(); }
  };
  node.addEventListener("click", () => openPicker(node, { label: place.labelText ?? hint, groups, selected: read(place.form.get(key))?.value, pick }));
  show();
  return node;
}

function overflow(element, place) {
  const node = h("button", {
    type: "button", class: "icon-button overflow", testid: `action-${element.action_id}`, "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": "More choices",
  }, icon("more"));
  const pick = (option) => {
    if (/^https?:\/\//i.test(option.raw.url ?? "")) window.open(option.raw.url, "_blank", "noopener");
    send(element, place, node, { selected: option.value, state: { type: "overflow", selected_option: option.raw } });
  };
  node.addEventListener("click", () => openPicker(node, { label: "More choices", groups: optionGroups(element), pick, search: false }));
  return node;
}
