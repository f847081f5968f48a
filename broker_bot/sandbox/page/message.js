/** One message, as it stands in the conversation or in the thread pane. */
import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { ask } from "./confirm.js";
import { ago, full, time, tsMs } from "./dates.js";
import { append, h, iconButton } from "./dom.js";
import { emoji, QUICK } from "./emoji.js";
import { drawFile } from "./files.js";
import { mrkdwn } from "./mrkdwn.js";
import { outgoing, typedAgain } from "./outgoing.js";
import { openPicker } from "./picker.js";
import { formValues } from "./place.js";
import { messageShortcuts } from "./shortcuts.js";
import { botName, botUser, nameOf, state } from "./store.js";
import { wentWell } from "./toast.js";

const COLOURS = ["#8a3ffc", "#0b6e4f", "#9f1853", "#1d4ed8", "#8a3800", "#00695c", "#6d28d9", "#a4133c", "#33691e", "#3f51b5"];

export function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return ((parts[0]?.[0] ?? "?") + (parts.length > 1 ? parts.at(-1)[0] : "")).toUpperCase();
}

export function avatar(id, name, bot) {
  const sum = [...String(id)].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 9973, 7);
  const node = h("span", { class: bot ? "avatar bot" : "avatar", "aria-hidden": "true" }, initials(name));
  if (!bot) node.style.backgroundColor = COLOURS[sum % COLOURS.length];
  return node;
}

export const isBot = (message) => Boolean(message.bot_id || message.bot || message.user === botUser() || message.subtype === "bot_message");
export const authorOf = (message) => (isBot(message) ? message.username ?? botName() : nameOf(message.user));

const forms = new Map();

/** What people chose inside a message's menus and fields; kept while the page is open. */
function formFor(message) {
  const key = `${state.as}/${message.ts}`;
  if (!forms.has(key)) forms.set(key, new Map());
  return forms.get(key);
}

async function press(message, channel, element, block_id, change) {
  const form = formFor(message);
  const result = await post("press", {
    as: state.as, channel, ts: message.ts, action_id: element.action_id, block_id, ...change, values: formValues(form),
  });
  return wentWell(result);
}

/** Draws one message. `where` is {channel, thread: bool, compact: bool, parent: bool, openThread(ts)}. */
export function drawMessage(message, where) {
  const name = authorOf(message);
  const bot = isBot(message);
  const parts = [
    message.ephemeral && h("p", { class: "only-you" }, "Only visible to you"),
    !where.compact && byline(message, name, bot),
    body(message, where),
    reactions(message, where.channel),
    !where.thread && replies(message, where),
  ];
  const at = tsMs(message.ts);
  const side = where.compact
    ? h("time", { class: "side-time", datetime: iso(message), title: full(at) }, time(at).replace(/ [AP]M/, ""))
    : avatar(message.user ?? name, name, bot);
  return h("li", {
    class: ["message", where.compact && "compact", message.ephemeral && "ephemeral"].filter(Boolean).join(" "),
    testid: where.parent ? `thread-parent-${message.ts}` : `message-${message.ts}`, "data-ts": message.ts, "data-author": bot ? "bot" : message.user,
  }, h("div", { class: "side" }, side), h("div", { class: "message-main" }, parts), tools(message, where, name));
}

const iso = (message) => new Date(tsMs(message.ts)).toISOString();

function byline(message, name, bot) {
  return h("div", { class: "byline" }, h("span", { class: "author" }, name), bot && h("span", { class: "badge" }, "App"),
    h("time", { datetime: iso(message), title: full(tsMs(message.ts)) }, time(tsMs(message.ts))));
}

function body(message, where) {
  const env = { form: formFor(message), act: (element, block_id, change) => press(message, where.channel, element, block_id, change) };
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  const files = (message.files ?? []).map(drawFile);
  const extra = (message.attachments ?? []).map((one) => h("div", { class: "attachment" },
    one.blocks ? drawBlocks(one.blocks, env) : h("div", { class: "text" }, mrkdwn(one.text ?? one.fallback))));
  if (message.blocks?.length) return h("div", { class: "blocks" }, drawBlocks(message.blocks, env), extra, files, edited);
  return h("div", { class: "text" }, mrkdwn(message.text), edited, extra, files);
}

function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((one) => h("button", {
    type: "button", class: one.users?.includes(state.as) ? "chip mine" : "chip", title: (one.users ?? []).map(nameOf).join(", "),
    "aria-label": `${one.name.replace(/_/g, " ")}, ${one.count ?? one.users?.length}`,
    onclick: () => one.users?.includes(state.as) || react(message, channel, one.name),
  }, emoji(one.name) ?? `:${one.name}:`, h("span", {}, one.count ?? one.users?.length ?? 1)));
  return h("div", { class: "chips" }, chips);
}

const react = async (message, channel, name) => wentWell(await post("react", { as: state.as, channel, ts: message.ts, name }));

function replies(message, where) {
  const count = message.reply_count ?? 0;
  if (!count) return null;
  const last = message.latest_reply && h("span", { class: "quiet" }, `last reply ${ago(tsMs(message.latest_reply))}`);
  return h("button", { type: "button", class: "replies", testid: `replies-${message.ts}`, onclick: () => where.openThread(message.ts) },
    h("strong", {}, `${count} ${count === 1 ? "reply" : "replies"}`), last);
}

function tools(message, where, name) {
  if (message.ephemeral) return null;
  const reply = !where.thread && iconButton("reply", `Reply in thread to ${name}`, {
    testid: `reply-${message.ts}`, onclick: () => where.openThread(message.thread_ts ?? message.ts),
  });
  const more = iconButton("more", `More for the message of ${name}`, { testid: `more-${message.ts}`, "aria-haspopup": "listbox", "aria-expanded": "false" });
  more.addEventListener("click", () => openPicker(more, { label: "Message", search: false, groups: choices(message), pick: (option) => option.run(more) }));
  const channel = where.channel;
  function choices() {
    const own = message.user === state.as && [
      { value: "edit", label: "Edit message", run: () => edit(message, channel, more.closest(".message")) },
      { value: "delete", label: "Delete message", danger: true, run: (from) => remove(message, channel, from) }];
    const quick = QUICK.map((one) => ({ value: one, label: `${emoji(one)}  ${one.replace(/_/g, " ")}`, run: () => react(message, channel, one) }));
    return [messageShortcuts(message, channel), own && { label: "Your message", options: own }, { label: "React", options: quick }].filter(Boolean);
  }
  return h("div", { class: "tools" }, reply, more);
}

async function remove(message, channel, from) {
  const sure = await ask("Delete message", "The message is deleted for everyone.", "Delete", from);
  if (sure) wentWell(await post("delete", { as: state.as, channel, ts: message.ts }));
}

function edit(message, channel, node) {
  const box = node.querySelector(".message-main");
  const field = h("textarea", { class: "field", "aria-label": "Edit the message", testid: "edit-field" });
  field.value = typedAgain(message.text ?? "");
  const kept = [...box.childNodes];
  const close = () => box.replaceChildren(...kept);
  const save = async () => { if (wentWell(await post("edit", { as: state.as, channel, ts: message.ts, text: outgoing(field.value) }))) close(); };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  });
  box.replaceChildren();
  append(box, [field, h("div", { class: "b-actions" }, h("button", { type: "button", class: "button", onclick: close }, "Cancel"),
    h("button", { type: "button", class: "button primary", onclick: save }, "Save"))]);
  field.focus();
}

