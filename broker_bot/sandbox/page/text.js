/** Text objects of Block Kit. */
import { mrkdwn } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

/** The words of a text object as plain text, for labels and options. */
export function words(text) {
  if (text === undefined || text === null) return "";
  if (typeof text === "string") return text;
  const raw = text.emoji === false ? text.text : withEmoji(text.text ?? "");
  return raw.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** A text object as nodes. */
export function drawText(text) {
  if (text?.type === "mrkdwn") return mrkdwn(text.text, text);
  return [words(text)];
}
