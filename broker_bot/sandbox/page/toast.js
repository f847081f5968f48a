/** Short notes at the edge of the page, and the live region that reads new messages out. */
import { $, h, iconButton } from "./dom.js";

/** Shows `text`; errors stay until closed or replaced, other notes leave after eight seconds. */
export function toast(text, kind = "info") {
  const node = h("div", { class: `toast ${kind}`, testid: "toast", role: kind === "error" ? "alert" : "status" },
    h("span", { class: "toast-text" }, text),
    iconButton("close", "Dismiss this note", { onclick: () => node.remove() }));
  const box = $("toasts");
  while (box.children.length >= 3) box.firstChild.remove();
  box.append(node);
  liftAboveDialogs(box);
  setTimeout(() => node.remove(), kind === "error" ? 20_000 : 8_000);
  return node;
}

/** Notes must be seen and reachable above an open dialog, whose backdrop makes the rest of the page inert. */
function liftAboveDialogs(box) {
  const dialogs = document.querySelectorAll("dialog[open]");
  const home = dialogs[dialogs.length - 1] ?? document.body;
  if (box.parentNode !== home) home.append(box);
}

/** Puts the notes back before a dialog leaves the page. */
export function rescueToasts(dialog) {
  if (dialog.contains($("toasts"))) document.body.append($("toasts"));
}

export function announce(text) {
  $("announcer").textContent = text;
}

const WORDS = {
  timeout: "The app did not answer in time.",
  dispatch_failed: "The app did not answer.",
};

/** The sentence to show for a failed call, or null when it went well. */
export function failure(result) {
  if (result?.ok !== false) return null;
  const error = result.error ?? "That did not work.";
  return WORDS[error] ?? String(error);
}

/** Shows the error of a call as a toast; true when the call went well. */
export function wentWell(result) {
  const error = failure(result);
  if (error) toast(error, "error");
  return !error;
}
