/** The app's Home tab. */
import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, refill } from "./dom.js";
import { formValues, keptForm } from "./place.js";
import { botName, state } from "./store.js";
import { wentWell } from "./toast.js";

let form = new Map();
let shown = null;

async function act(element, block_id, change) {
  const result = await post("press_home", { as: state.as, action_id: element.action_id, block_id, ...change, values: formValues(form) });
  return wentWell(result);
}

/** Draws the acting person's Home into `box` when it changed. */
export function showHome(box, view, today) {
  const sign = JSON.stringify([state.as, view?.blocks, today]);
  if (sign === shown && box.firstChild) return;
  if (shown && JSON.parse(shown)[0] !== state.as) form = new Map();
  shown = sign;
  const kept = keptForm(form, view?.state?.values);
  form = kept.form;
  const body = view ? drawBlocks(view.blocks, { form: kept, act }) : [h("p", { class: "empty-note" }, `${botName()} has not drawn a Home for this person yet.`)];
  refill(box, h("div", { class: "blocks home-blocks" }, body));
}
