/** Rich text blocks, in their common parts. */
import { fillDate } from "./dates.js";
import { h } from "./dom.js";
import { emojiNode, link, mention } from "./mrkdwn.js";
import { state } from "./store.js";

const LEAF = {
  text: (one) => one.text,
  link: (one) => link(one.url, one.text),
  user: (one) => mention(one.user_id),
  channel: (one) => h("span", { class: "mention" }, `#${state.channels.find((at) => at.id === one.channel_id)?.name ?? one.channel_id}`),
  emoji: (one) => emojiNode(one.name) ?? `:${one.name}:`,
  broadcast: (one) => h("span", { class: "mention me" }, `@${one.range}`),
  date: (one) => fillDate(one.format ?? "{date_num}", one.timestamp * 1000),
};

function leaf(one) {
  const drawn = (LEAF[one.type] ?? (() => `[${one.type}]`))(one);
  const marks = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.entries(marks).reduce((node, [name, tag]) => (one.style?.[name] ? h(tag, {}, node) : node), drawn);
}

const leaves = (part) => (part.elements ?? []).map(leaf);

const PART = {
  rich_text_section: (part) => h("p", { class: "rich-line" }, leaves(part)),
  rich_text_preformatted: (part) => h("pre", {}, leaves(part)),
  rich_text_quote: (part) => h("blockquote", {}, leaves(part)),
  rich_text_list: (part) => h(part.style === "ordered" ? "ol" : "ul", { class: "rich-list" }, part.elements.map((one) => h("li", {}, leaves(one)))),
};

export function richText(parts) {
  return (parts ?? []).map((part) => (PART[part.type] ?? (() => h("p", { class: "unknown" }, `The sandbox does not draw this part: ${part.type}`)))(part));
}
