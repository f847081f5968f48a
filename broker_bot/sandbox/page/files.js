/** Files: those that wait in a composer to be sent, and those that stand in a message. */
import { upload } from "./api.js";
import { h, iconButton } from "./dom.js";
import { state } from "./store.js";

const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const UNITS = ["bytes", "kB", "MB"];

function size(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1000 ** step;
  return `${step && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}

/** Draws a file of a message: a picture in place, anything else as a download. */
export function drawFile(file) {
  const name = file.title || file.name || file.id;
  const address = `/control/file?${new URLSearchParams({ as: state.as, id: file.id })}`;
  const link = h("a", { href: address, download: file.name, class: "file-name", testid: `file-${file.id}` }, name);
  const about = h("span", { class: "quiet" }, ` ${size(file.size ?? 0)}`);
  if (!SHOWN.includes(file.mimetype)) return h("div", { class: "file" }, link, about);
  return h("figure", { class: "picture" }, h("figcaption", {}, link, about), h("img", { src: address, alt: file.alt_txt || name, class: "picture-image" }));
}

/** The button that adds files to a composer, and the row that lists them. `staged` is the composer's own array. */
export function createAttach(staged, testid, changed) {
  const input = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true", testid: `${testid}-input` });
  const button = iconButton("attach", "Attach files", { testid });
  const row = h("ul", { class: "staged", "aria-label": "Files to send", hidden: true });
  const show = () => {
    row.hidden = !staged.length;
    row.replaceChildren(...staged.map((file, at) => h("li", {}, h("span", {}, file.name), iconButton("close", `Do not send ${file.name}`, {
      onclick: () => { staged.splice(at, 1); show(); changed(); button.focus(); },
    }))));
  };
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => { staged.push(...input.files); input.value = ""; show(); changed(); });
  return { input, button, row, show };
}

/** Sends files one after the other, the text with the first; resolves to the first answer that is not well. */
export async function sendFiles(files, about, text) {
  for (const [at, file] of files.entries()) {
    const answer = await upload({ ...about, name: file.name, text: at ? "" : text }, file);
    if (answer.ok === false) return { ...answer, left: files.slice(at) };
  }
  return { ok: true, left: [] };
}
