/** Small real dialogs that ask before something is done. */
import { h, newId } from "./dom.js";
import { rescueToasts } from "./toast.js";
import { drawText, words } from "./text.js";

/** Asks an element's `confirm` object ({title, text, confirm, deny, style}); resolves to true when confirmed. */
export function askFirst(confirm, opener) {
  const title = newId("confirm");
  const text = newId("confirm-text");
  return new Promise((resolve) => {
    let answer = false;
    const done = (yes) => { answer = yes; dialog.close(); };
    const choice = (yes, label, style, testid) =>
      h("button", { type: "button", class: `button ${style}`, testid, autofocus: !yes, onclick: () => done(yes) }, label);
    const ok = choice(true, words(confirm.confirm) || "Yes", confirm.style ?? "primary", "confirm-ok");
    const no = choice(false, words(confirm.deny) || "Cancel", "", "confirm-cancel");
    const dialog = h("dialog", {
      class: "dialog small", role: "alertdialog", "aria-modal": "true", "aria-labelledby": title, "aria-describedby": text, testid: "confirm",
    },
      h("h2", { id: title }, words(confirm.title) || "Are you sure?"),
      h("div", { id: text, class: "dialog-body text" }, drawText(confirm.text)),
      h("div", { class: "dialog-foot" }, no, ok));
    dialog.addEventListener("close", () => {
      rescueToasts(dialog);
      dialog.remove();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
      resolve(answer);
    });
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A plain yes/no question in our own words. */
export const ask = (title, text, confirm, opener) => askFirst({ title, text, confirm, deny: "Cancel", style: "danger" }, opener);
