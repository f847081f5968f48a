/** Message markup to DOM nodes. Only text nodes and a fixed set of elements are ever made, so hostile text stays text. */
import { fillDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { nameOf, state } from "./store.js";

const SAFE = /^(https?:\/\/|mailto:)/i;

export const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A link for http(s) and mailto; for anything else the raw words. */
export function link(url, label) {
  const clean = decode(url);
  if (!SAFE.test(clean)) return label ? `${label} (${clean})` : clean;
  return h("a", { href: clean, target: "_blank", rel: "noopener noreferrer" }, label ?? clean);
}

/** Draws mrkdwn text: fenced code first, then quotes, then the marks inside lines. Returns a list of nodes. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const pieces = String(text ?? "").split(/```\n?([\s\S]*?)\n?```\n?/);
  return pieces.flatMap((piece, at) => (at % 2 ? [h("pre", {}, codeText(piece))] : quoted(piece, verbatim)));
}

const QUOTE = /^(?:&gt;|>)(?!(?:&gt;|>){2}) ?/;
const QUOTE_REST = /^(?:&gt;|>){3} ?/;

function quoted(text, verbatim) {
  const nodes = [];
  const lines = text.split("\n");
  let open = null;
  const flush = () => {
    if (!open) return;
    const body = inline(open.lines.join("\n"), verbatim);
    nodes.push(open.quote ? h("blockquote", {}, body) : body);
    open = null;
  };
  lines.forEach((line, at) => {
    const rest = QUOTE_REST.test(line);
    const quote = rest || QUOTE.test(line);
    if (open && open.quote !== quote) flush();
    open ??= { quote, lines: [] };
    open.lines.push(line.replace(QUOTE_REST, "").replace(QUOTE, ""));
    if (rest) open.lines.push(...lines.splice(at + 1));
  });
  flush();
  return nodes.flat();
}

const codeText = (text) => decode(text.replace(/<(https?:[^|>\s]+|mailto:[^|>\s]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url));

/* One alternative per kind of mark; the marks need a word's edge on both outer sides, as people type them. */
const TOKENS = new RegExp([
  "`(?<code>[^`\\n]+)`",
  "<(?<angle>[^<>\\n]+)>",
  "(?<=^|[^\\p{L}\\p{N}*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])",
  "(?<=^|[^\\p{L}\\p{N}_])_(?<italic>[^\\s_](?:[^\\n]*?[^\\s_])?)_(?![\\p{L}\\p{N}_])",
  "(?<=^|[^\\p{L}\\p{N}~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\p{L}\\p{N}~])",
  ":(?<emoji>[a-z0-9_+'-]+(?:::[a-z0-9-]+)?):",
  "(?<bare>https?:\\/\\/[^\\s<>|]+[^\\s<>|.,;:!?)\\]'\"*_~])",
].join("|"), "gu");

export function inline(text, verbatim = false) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKENS)) {
    const node = drawn(match.groups, verbatim);
    if (node === null) continue;
    if (match.index > from) nodes.push(decode(text.slice(from, match.index)));
    nodes.push(node);
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(decode(text.slice(from)));
  return nodes;
}

function drawn(found, verbatim) {
  if (found.code !== undefined) return h("code", {}, codeText(found.code));
  if (found.angle !== undefined) return angle(found.angle);
  if (found.bold !== undefined) return h("strong", {}, inline(found.bold, verbatim));
  if (found.italic !== undefined) return h("em", {}, inline(found.italic, verbatim));
  if (found.strike !== undefined) return h("s", {}, inline(found.strike, verbatim));
  if (found.emoji !== undefined) return emojiNode(found.emoji);
  return verbatim ? null : link(found.bare);
}

export function emojiNode(name) {
  const sign = emoji(name);
  return sign && h("span", { class: "emoji", role: "img", "aria-label": name.replace(/_/g, " "), title: `:${name}:` }, sign);
}

/** The words inside <...>: a person, a channel, a date, a group or a link. */
function angle(words) {
  const [target, label] = cut(words, "|");
  if (/^@[A-Z0-9]+$/.test(target)) return mention(target.slice(1), label);
  if (/^#[A-Z0-9]+$/.test(target)) return channelName(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (SAFE.test(target)) return link(target, label === undefined ? undefined : withEmojiNodes(decode(label)));
  return `<${decode(words)}>`;
}

const withEmojiNodes = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);

function cut(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export function mention(id, label) {
  const self = id === state.as ? " me" : "";
  const known = nameOf(id);
  return h("span", { class: `mention${self}` }, "@", known === id && label ? decode(label) : known);
}

function channelName(id, label) {
  const found = state.channels.find((one) => one.id === id);
  const words = `#${found?.name ?? label ?? id}`;
  if (!found) return h("span", { class: "mention" }, words);
  const to = `#as=${encodeURIComponent(state.as)}&channel=${encodeURIComponent(id)}`;
  return h("a", { class: "mention", href: to }, words);
}

function special(words, label) {
  const [kind, ...rest] = words.split("^");
  if (kind === "date") return date(rest, label);
  if (kind === "subteam") return h("span", { class: "mention" }, decode(label ?? "@group"));
  if (["here", "channel", "everyone"].includes(kind)) return h("span", { class: "mention me" }, `@${kind}`);
  return decode(label ?? `<!${words}>`);
}

/** <!date^epoch^format^link|fallback>; the fallback may also stand after a third caret. */
function date([epoch, format, third], fallback) {
  const ms = Number(epoch) * 1000;
  if (!epoch || !format || !Number.isFinite(ms)) return decode(fallback ?? third ?? "");
  const words = decode(fillDate(format, ms));
  if (third && SAFE.test(third)) return link(third, words);
  return h("time", { datetime: new Date(ms).toISOString(), title: decode(fallback ?? third ?? "") }, words);
}
