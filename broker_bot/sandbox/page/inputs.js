/** Block elements that hold a value: text, dates, times, checkboxes, radio buttons. */
import { offer } from "./api.js";
import { h, iconButton, newId } from "./dom.js";
import { formKey, send } from "./place.js";
import { state } from "./store.js";
import { drawText, words } from "./text.js";
import { toast, wentWell } from "./toast.js";

const line = (type) => (element, place) => textInput(element, place, type);

export const INPUTS = {
  plain_text_input: line("text"), email_text_input: line("email"), url_text_input: line("url"), number_input: line("number"),
  datepicker: (element, place) => moment(element, place, "date", "selected_date", element.initial_date),
  timepicker: (element, place) => moment(element, place, "time", "selected_time", element.initial_time),
  checkboxes: (element, place) => choices(element, place, "checkbox"),
  multi_static_select: (element, place) => choices(element, place, "checkbox"),
  radio_buttons: (element, place) => choices(element, place, "radio"),
  file_input: files,
};

/** Files for the app: each is uploaded when chosen, and goes with the form. */
function files(element, place) {
  const key = formKey(place, element);
  held(element, place, { files: [] });
  const most = element.max_files ?? 10;
  const input = h("input", {
    ...common(element, place), class: "field", type: "file", multiple: most > 1 ? true : null,
    accept: element.filetypes?.map((one) => `.${one}`).join(",") ?? null,
  });
  const row = h("ul", { class: "staged", "aria-label": "Files to send" });
  const mine = () => place.form.get(key).files;
  const keep = (list) => { place.form.set(key, { type: element.type, files: list }); show(); };
  const show = () => {
    row.hidden = !mine().length;
    row.replaceChildren(...mine().map((file) => h("li", {}, h("span", {}, file.name), iconButton("close", `Do not send ${file.name}`, {
      onclick: () => keep(mine().filter((one) => one.id !== file.id)),
    }))));
  };
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    input.value = "";
    for (const file of chosen) {
      if (mine().length >= most) return toast(`At most ${most} files go here.`, "error");
      const answer = await offer({ as: state.as, name: file.name }, file);
      if (wentWell(answer)) keep([...mine(), { id: answer.id, name: file.name }]);
    }
  });
  show();
  return h("div", { class: "file-input" }, input, row);
}

function held(element, place, start) {
  const key = formKey(place, element);
  if (!place.form.has(key)) place.form.set(key, { type: element.type, ...start });
  return place.form.get(key);
}

const common = (element, place) => ({
  testid: `action-${element.action_id}`, id: place.labelFor, "aria-describedby": place.described,
  "aria-invalid": place.error ? "true" : null, "aria-label": place.labelFor ? null : place.labelText ?? (words(element.placeholder) || element.action_id),
});

function textInput(element, place, type) {
  const now = held(element, place, { value: element.initial_value ?? null });
  const node = h(element.multiline ? "textarea" : "input", {
    ...common(element, place), class: "field", type: element.multiline ? null : type === "number" ? "text" : type,
    inputmode: type === "number" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    rows: element.multiline ? "4" : null, maxlength: element.max_length ?? 3000, placeholder: words(element.placeholder), autocomplete: "off",
    autofocus: element.focus_on_load ? true : null, "aria-required": place.required ? "true" : null,
  });
  node.value = now.value ?? "";
  const keep = () => place.form.set(formKey(place, element), { type: element.type, value: node.value === "" ? null : node.value });
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatch = () => send(element, place, node, { state: place.form.get(formKey(place, element)) });
  node.addEventListener("input", () => {
    keep();
    if (place.dispatch && triggers.includes("on_character_entered")) dispatch();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || element.multiline) return;
    if (place.dispatch && triggers.includes("on_enter_pressed")) { event.preventDefault(); dispatch(); }
  });
  return node;
}

/** A date or time. Picked values are sent at once; typed ones when the field is left or Enter is pressed. */
function moment(element, place, type, name, initial) {
  const now = held(element, place, { [name]: initial ?? null });
  const node = h("input", { ...common(element, place), class: "field moment", type, "aria-required": place.required ? "true" : null });
  node.value = now[name] ?? "";
  let sent = node.value;
  let typing = false;
  const commit = () => {
    if (node.value === sent || (place.input && !place.dispatch)) return;
    sent = node.value;
    send(element, place, node, { selected: node.value || null, state: place.form.get(formKey(place, element)) });
  };
  node.addEventListener("input", () => {
    place.form.set(formKey(place, element), { type: element.type, [name]: node.value || null });
    if (!typing) commit();
  });
  node.addEventListener("keydown", (event) => { typing = true; if (event.key === "Enter") { event.preventDefault(); commit(); } });
  node.addEventListener("pointerdown", () => { typing = false; });
  node.addEventListener("blur", commit);
  return node;
}

function choices(element, place, type) {
  const many = type === "checkbox";
  const start = many ? { selected_options: element.initial_options ?? [] } : { selected_option: element.initial_option ?? null };
  const now = held(element, place, start);
  const chosen = new Set((many ? now.selected_options : [now.selected_option]).filter(Boolean).map((option) => option.value));
  const group = newId("choice");
  const options = element.options ?? element.option_groups.flatMap((one) => one.options);
  const boxes = options.map((option) => choice(option, type, group, chosen.has(option.value)));
  const node = h("div", {
    class: element.type === "multi_static_select" ? "choices many" : "choices", role: many ? "group" : "radiogroup", testid: `action-${element.action_id}`, tabindex: "-1",
    "aria-labelledby": place.labelId, "aria-label": place.labelId ? null : place.labelText ?? "Choices", "aria-describedby": place.described,
  }, boxes.map((one) => one.node));
  node.addEventListener("change", () => {
    const picked = boxes.filter((one) => one.input.checked).map((one) => one.option);
    const state = { type: element.type, ...(many ? { selected_options: picked } : { selected_option: picked[0] ?? null }) };
    place.form.set(formKey(place, element), state);
    const values = picked.map((option) => option.value);
    if (!place.input || place.dispatch) send(element, place, node, { selected: many ? values : values[0], state });
  });
  return node;
}

function choice(option, type, group, checked) {
  const input = h("input", { type, name: group, testid: `choice-${option.value}` });
  input.checked = checked;
  const note = option.description && h("small", {}, drawText(option.description));
  return { option, input, node: h("label", { class: "choice" }, input, h("span", {}, drawText(option.text), note)) };
}
