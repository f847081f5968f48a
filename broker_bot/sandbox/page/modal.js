/** The open modal of the acting person, as a real dialog. */
import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, iconButton, newId } from "./dom.js";
import { formValues, keptForm } from "./place.js";
import { state } from "./store.js";
import { failure, rescueToasts, toast, wentWell } from "./toast.js";
import { words } from "./text.js";

let open = null;
/** What was typed, by view; the values of a view underneath wait for the way back. */
const forms = new Map();

/** Shows `view` (or closes when null). Typed values stay as long as block and action ids stay. */
export function showModal(view) {
  if (!view) return shut();
  const sign = JSON.stringify([view.id, view.hash, view.blocks, view.title, view.submit, view.close]);
  if (open?.sign === sign && open.as === state.as) return;
  const same = open && open.as === state.as;
  if (!same) { shut(); open = { as: state.as, opener: document.activeElement, errors: {} }; }
  if (open.view?.id !== view.id) open.errors = {};
  Object.assign(open, { sign, view });
  if (open.dialog) draw();
  else create();
}

function create() {
  const title = newId("modal");
  open.dialog = h("dialog", {
    class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": title, testid: "modal", "data-title": title,
  });
  open.dialog.addEventListener("cancel", (event) => { event.preventDefault(); askClose(); });
  open.dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.closest("[popover]")) return;
    event.preventDefault();
    askClose();
  });
  document.body.append(open.dialog);
  draw();
  open.dialog.showModal();
  focusFirst(open.dialog);
}

function focusFirst(dialog) {
  const field = dialog.querySelector(".dialog-body :is(input, textarea, button.select):not([disabled])");
  (field ?? dialog.querySelector("[data-testid=modal-submit]") ?? dialog.querySelector("button")).focus();
}

function draw() {
  const { view, dialog } = open;
  const kept = keptForm(forms.get(view.id) ?? new Map(), view.state?.values);
  open.form = kept.form;
  forms.set(view.id, kept.form);
  const focused = place(dialog);
  const scroll = dialog.querySelector(".dialog-body")?.scrollTop ?? 0;
  const body = h("div", { class: "dialog-body blocks" }, drawBlocks(view.blocks, { form: kept, act, errors: open.errors }));
  const toasts = dialog.querySelector("#toasts");
  const node = h("form", { class: "dialog-form", novalidate: true, onsubmit: submit }, head(view, dialog.dataset.title), body, foot(view));
  dialog.replaceChildren(node, ...(toasts ? [toasts] : []));
  body.scrollTop = scroll;
  if (focused) dialog.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

const place = (dialog) => (dialog.contains(document.activeElement) ? document.activeElement.dataset.testid : null);

function head(view, id) {
  return h("div", { class: "dialog-head" }, h("h2", { id }, words(view.title)), iconButton("close", "Close", { testid: "modal-x", onclick: askClose }));
}

function foot(view) {
  const close = h("button", { type: "button", class: "button", testid: "modal-close", onclick: askClose }, words(view.close) || (view.submit ? "Cancel" : "Close"));
  const ok = view.submit && h("button", { type: "submit", class: "button primary", testid: "modal-submit" }, words(view.submit));
  return h("div", { class: "dialog-foot" }, close, ok);
}

async function act(element, block_id, change) {
  const result = await post("press_view", { as: state.as, action_id: element.action_id, block_id, ...change, values: formValues(open.form) });
  return wentWell(result);
}

/** What Slack checks itself before it asks the app: required fields and text lengths. */
function ownErrors(view, form) {
  const errors = {};
  view.blocks.filter((block) => block.type === "input").forEach((block) => {
    const held = form.get(`${block.block_id}/${block.element.action_id}`) ?? {};
    const { type, ...rest } = held;
    const empty = Object.values(rest).every((value) => value === null || value === undefined || value === "" || value.length === 0);
    const short = block.element.min_length && !empty && held.value.length < block.element.min_length;
    if (empty && !block.optional) errors[block.block_id] = "Please complete this required field.";
    else if (short) errors[block.block_id] = `Please write at least ${block.element.min_length} characters.`;
  });
  return errors;
}

async function submit(event) {
  event.preventDefault();
  const mine = open;
  const button = mine.dialog.querySelector("[data-testid=modal-submit]");
  if (!button || button.getAttribute("aria-busy")) return;
  const own = ownErrors(mine.view, mine.form);
  if (Object.keys(own).length) return showErrors(own);
  button.setAttribute("aria-busy", "true");
  button.classList.add("busy");
  const result = await post("submit", { as: state.as, values: formValues(mine.form) });
  button.removeAttribute("aria-busy");
  button.classList.remove("busy");
  if (open !== mine) return;
  if (Object.keys(result.errors ?? {}).length) return showErrors(result.errors);
  mine.errors = {};
  if (failure(result)) toast(`${failure(result)} Nothing was sent; you can try again.`, "error");
}

function showErrors(errors) {
  open.errors = errors;
  draw();
  const wrong = open.dialog.querySelector(".b-input.wrong :is(input, textarea, select, button)");
  if (wrong) wrong.focus();
  else toast(Object.values(errors).join(" "), "error");
}

async function askClose() {
  if (!open || open.closing) return;
  open.closing = true;
  const result = await post("close", { as: state.as });
  if (open) open.closing = false;
  if (!wentWell(result)) shut();
}

function shut() {
  if (!open) return;
  const { dialog, opener } = open;
  open = null;
  forms.clear();
  rescueToasts(dialog);
  dialog.close();
  dialog.remove();
  if (opener?.isConnected && opener !== document.body) opener.focus({ preventScroll: true });
}
