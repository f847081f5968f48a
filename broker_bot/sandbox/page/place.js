/**
 * The `place` given to every element says where it stands:
 *   block_id, form (Map of "block/action" to Slack's state object), input (true inside an input block),
 *   dispatch (an input block that also sends actions), act(element, change) which sends an action,
 *   labelText, labelId, labelFor and described (words and ids for its label, hint and error), error, required.
 */
import { askFirst } from "./confirm.js";

export const formKey = (place, element) => `${place.block_id}/${element.action_id}`;

/** Sends an action after the element's own confirmation; the control is busy until the answer is in. */
export async function send(element, place, control, change) {
  if (element.confirm && !(await askFirst(element.confirm, control))) return false;
  control.setAttribute("aria-busy", "true");
  control.classList.add("busy");
  try { return await place.act(element, change); }
  finally { control.removeAttribute("aria-busy"); control.classList.remove("busy"); }
}

/**
 * A form for a view drawn anew: an element finds what was typed before, else what the workspace kept
 * (`seed`, {block_id: {action_id: state}}); what is no longer in the view is forgotten.
 */
export function keptForm(before, seed = {}) {
  const form = new Map();
  const find = (key) => {
    const at = key.lastIndexOf("/");
    return before.get(key) ?? seed[key.slice(0, at)]?.[key.slice(at + 1)];
  };
  const has = (key) => form.has(key) || (find(key) !== undefined && Boolean(form.set(key, find(key))));
  return { form, has, get: (key) => form.get(key), set: (key, value) => form.set(key, value) };
}

/** The form as Slack sends it: {block_id: {action_id: state}}. */
export function formValues(form) {
  const values = {};
  for (const [key, held] of form) {
    const at = key.lastIndexOf("/");
    (values[key.slice(0, at)] ??= {})[key.slice(at + 1)] = held;
  }
  return values;
}
