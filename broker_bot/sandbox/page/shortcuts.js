/** The app's shortcuts: the lightning menu of a composer and the entries in a message's menu. */
import { post } from "./api.js";
import { iconButton } from "./dom.js";
import { openPicker } from "./picker.js";
import { botName, state } from "./store.js";
import { wentWell } from "./toast.js";

const option = (one, run) => ({ value: one.callback_id, label: one.name, hint: botName(), testid: `shortcut-${one.callback_id}`, run });
const ofKind = (kind) => state.shortcuts.filter((one) => one.kind === kind);

/** The group 'More actions' of a message's menu, or null when the app has none. */
export function messageShortcuts(message, channel) {
  const options = ofKind("message").map((one) => option(one, async () => wentWell(await post("message_shortcut", {
    as: state.as, channel, ts: message.ts, callback_id: one.callback_id,
  }))));
  return options.length ? { label: "More actions", options } : null;
}

/** The composer's button with the app's global shortcuts; hidden while there are none. */
export function createShortcuts(testid) {
  const button = iconButton("bolt", "Shortcuts", { testid, "aria-haspopup": "listbox", "aria-expanded": "false" });
  button.addEventListener("click", () => openPicker(button, {
    label: "Shortcuts", groups: [{ label: "Shortcuts", options: ofKind("global").map((one) => option(one, () => choose(one))) }], pick: (chosen) => chosen.run(),
  }));
  return { button, show: () => { button.hidden = !ofKind("global").length; } };
}

const choose = async (one) => wentWell(await post("shortcut", { as: state.as, callback_id: one.callback_id }));
