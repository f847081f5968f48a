/** The field at the foot of a conversation. It is made once and only re-aimed, so typing is never lost. */
import { post } from "./api.js";
import { h, icon, newId } from "./dom.js";
import { createAttach, sendFiles } from "./files.js";
import { outgoing } from "./outgoing.js";
import { createShortcuts } from "./shortcuts.js";
import { draft, keepDraft, state } from "./store.js";
import { toast, wentWell } from "./toast.js";

/** Makes a composer; `aim({as, channel, thread, label, closed})` points it at a conversation. `closed` says why it is shut. */
export function createComposer({ thread = false, after }) {
  const note = h("p", { class: "composer-note", id: newId("note") });
  const field = h("textarea", {
    class: "composer-field", rows: "1", disabled: true, testid: thread ? "thread-composer" : "composer", "aria-describedby": note.id,
    enterkeyhint: "send", autocomplete: "off",
  });
  const button = h("button", { type: "submit", class: "button primary send", testid: thread ? "thread-send" : "send", "aria-label": "Send" }, icon("send"));
  const staged = [];
  const self = { field, button, note, thread, after, staged, target: {} };
  self.attach = createAttach(staged, thread ? "thread-attach" : "attach", () => field.focus());
  self.shortcuts = createShortcuts(thread ? "thread-shortcuts" : "shortcuts");
  const row = h("div", { class: "composer-row" }, self.attach.button, self.shortcuts.button, field, button);
  const node = h("form", { class: "composer", "aria-label": thread ? "Reply" : "Write a message" }, self.attach.row, row, self.attach.input, note);
  field.addEventListener("input", () => typed(self));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(self);
  });
  node.addEventListener("submit", (event) => { event.preventDefault(); send(self); });
  return { node, field, aim: (target) => aim(self, target) };
}

function aim(self, target) {
  const { as, channel, thread, label, closed } = target;
  const moved = as !== self.target.as || channel !== self.target.channel || thread !== self.target.thread;
  self.target = target;
  self.field.placeholder = label;
  self.field.setAttribute("aria-label", label);
  for (const part of [self.field, self.button, self.attach.button, self.shortcuts.button]) part.disabled = Boolean(closed);
  self.shortcuts.show();
  if (moved) {
    stage(self, []);
    self.field.value = draft(as, channel, thread);
    grow(self.field);
  }
  hint(self);
}

function typed(self) {
  const { as, channel, thread } = self.target;
  keepDraft(as, channel, thread, self.field.value);
  grow(self.field);
  hint(self);
}

/** An empty field keeps its one row: a placeholder that wraps must not lift it. */
function grow(field) {
  field.style.height = field.value ? "auto" : "";
  if (!field.value) return;
  field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight * 0.35)}px`;
}

const commands = () => state.commands.map((one) => (typeof one === "string" ? one : one.command));

function hint(self) {
  const slash = self.field.value.startsWith("/") && !self.thread && commands().length;
  self.note.textContent = self.target.closed ?? (slash ? `Commands here: ${commands().join(", ")}` : "Enter sends, Shift+Enter starts a new line");
}

function stage(self, files) {
  self.staged.splice(0, self.staged.length, ...files);
  self.attach.show();
}

async function send(self) {
  const text = self.field.value.trim();
  const { as, channel, thread, closed } = self.target;
  if (closed) return;
  if (self.staged.length) { await sendStaged(self, text); return; }
  if (!text) return;
  if (text.startsWith("/") && !(await mayCommand(self, text))) return;
  self.field.value = "";
  typed(self);
  self.field.focus();
  const say = () => post("say", { as, channel, text: outgoing(text), thread_ts: thread ?? undefined });
  const good = wentWell(await (text.startsWith("/") ? slash(as, channel, text) : say()));
  if (!good) giveBack(self, { as, channel, thread }, text);
  self.after?.();
}

/** Sends the files that wait, the text with the first; what could not be sent waits again. */
async function sendStaged(self, text) {
  const { as, channel, thread } = self.target;
  const files = [...self.staged];
  stage(self, []);
  self.field.value = "";
  typed(self);
  self.field.focus();
  const answer = await sendFiles(files, { as, channel, thread_ts: thread }, outgoing(text));
  if (!wentWell(answer)) {
    stage(self, answer.left);
    if (answer.left.length === files.length) giveBack(self, { as, channel, thread }, text);
  }
  self.after?.();
}

function mayCommand(self, text) {
  const word = text.split(/\s/)[0];
  if (self.thread) { toast(`${word} cannot be used in a thread. Write it in the conversation instead.`, "error"); return false; }
  if (commands().length && !commands().includes(word)) { toast(`${word} is not a command here. Try ${commands().join(", ")}.`, "error"); return false; }
  return true;
}

async function slash(as, channel, text) {
  const [, command, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
  return post("slash", { as, channel, command, text: rest });
}

/** What could not be sent goes back where it was typed. */
function giveBack(self, { as, channel, thread }, text) {
  if (!draft(as, channel, thread)) keepDraft(as, channel, thread, text);
  const here = self.target.as === as && self.target.channel === channel && self.target.thread === thread;
  if (here && !self.field.value) { self.field.value = text; grow(self.field); }
}

