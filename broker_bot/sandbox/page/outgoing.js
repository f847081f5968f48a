/** Turns what a person typed into the text a workspace sends: marks escaped, names and links in angle brackets. */
import { botName, botUser, state } from "./store.js";

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const quoteRegex = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function mentions(text) {
  const known = [{ id: botUser(), name: botName() }, ...state.people].filter((one) => one.name);
  known.sort((one, other) => other.name.length - one.name.length);
  return known.reduce((so, { id, name }) => {
    if (!so.toLowerCase().includes(`@${name.toLowerCase()}`)) return so;
    const words = new RegExp(`(^|[\\s(])@${quoteRegex(escape(name))}(?![\\p{L}\\p{N}])`, "giu");
    return so.replace(words, (_, before) => `${before}<@${id}>`);
  }, text);
}

const links = (text) => text.replace(/(^|[\s(])(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])/g, "$1<$2>");
const channels = (text) => text.replace(/(^|[\s(])#([a-z0-9_-]+)/g, (whole, before, name) => {
  const found = state.channels.find((one) => one.name === name);
  return found ? `${before}<#${found.id}|${name}>` : whole;
});

/** Text inside back-ticks is escaped and otherwise left alone. */
export function outgoing(typed) {
  return typed.split(/(```[\s\S]*?```|`[^`\n]+`)/).map((piece, at) => {
    const safe = escape(piece);
    return at % 2 ? safe : channels(mentions(links(safe)));
  }).join("");
}

/** The way back, for a person who edits a message. */
export function typedAgain(text) {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `@${id === botUser() ? botName() : state.people.find((one) => one.id === id)?.name ?? id}`)
    .replace(/<#[A-Z0-9]+\|([^>]+)>/g, "#$1")
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
