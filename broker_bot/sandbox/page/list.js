/** The scrolling list of messages: day dividers, grouping, and keeping the reader's place. */
import { dayKey, dayLabel, tsMs } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { authorOf, drawMessage } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { now, state } from "./store.js";
import { announce } from "./toast.js";

const GROUP_SECONDS = 300;
const NEAR_END = 90;
const places = new Map();

/** Makes a list. `show(key, messages, where)` brings it up to date; another `key` is another conversation. */
export function createList() {
  const list = h("ol", { class: "messages", role: "list" });
  const jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => toEnd(self) }, "New messages below");
  const scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages" }, list);
  const self = { list, scroller, jump, node: h("div", { class: "list-box" }, scroller, jump), key: null, seen: new Set(), newest: 0, stick: true };
  scroller.addEventListener("scroll", () => {
    self.stick = atEnd(scroller);
    if (self.key) places.set(self.key, self.stick ? null : scroller.scrollTop);
    if (self.stick) jump.hidden = true;
  }, { passive: true });
  new ResizeObserver(() => self.stick && toEnd(self)).observe(scroller);
  return { ...self, show: (key, messages, where) => show(self, key, messages, where), self };
}

const atEnd = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;

function toEnd(self) {
  self.scroller.scrollTop = self.scroller.scrollHeight;
  self.stick = true;
  self.jump.hidden = true;
}

function show(self, key, messages, where) {
  const fresh = self.key !== key;
  if (fresh) {
    self.key = null;
    reconcile(self.list, []);
    self.seen = new Set();
  }
  const news = fresh ? [] : messages.filter((one) => !self.seen.has(one.ts));
  reconcile(self.list, items(messages, where));
  self.seen = new Set(messages.map((one) => one.ts));
  self.key = key;
  if (fresh) openAt(self, places.get(key));
  else settle(self, news);
}

function openAt(self, place) {
  self.jump.hidden = true;
  if (place === null || place === undefined) toEnd(self);
  else self.scroller.scrollTop = place;
}

function settle(self, news) {
  const others = news.filter((one) => one.user !== state.as || one.ephemeral);
  if (self.stick || news.some((one) => one.user === state.as && !one.ephemeral)) toEnd(self);
  else if (others.length) self.jump.hidden = false;
  if (others.length) announce(others.slice(-3).map((one) => `${authorOf(one)}: ${gist(one)}`).join(". "));
}

/** What is read aloud: the words as they stand on the page, dates and names included. */
const gist = (message) => h("div", {}, mrkdwn((message.text ?? "").replace(/\n+/g, " "))).textContent.slice(0, 300);

function items(messages, where) {
  const today = dayKey(now());
  const names = state.people.length;
  const found = [];
  let before = null;
  let day = null;
  for (const message of messages) {
    const ms = tsMs(message.ts);
    const its = dayKey(ms);
    if (its !== day && !where.thread) found.push({ key: `day-${its}`, sign: today, draw: () => divider(its, ms) });
    const parent = where.thread && message.ts === where.thread;
    const compact = its === day && follows(before, message) && !parent;
    found.push({
      key: `${message.ephemeral ? "only" : "m"}-${message.ts}`,
      sign: JSON.stringify([message, compact, today, names, state.as]),
      draw: () => drawMessage(message, { ...where, compact, parent }),
    });
    if (parent && messages.length > 1) found.push(replyCount(messages.length - 1));
    day = its;
    before = parent ? null : message;
  }
  return found;
}

function follows(before, message) {
  if (!before || before.ephemeral !== message.ephemeral || before.blocks?.length || message.blocks?.length) return false;
  return authorOf(before) === authorOf(message) && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

const divider = (day, ms) => h("li", { class: "day", "data-day": day }, h("span", {}, dayLabel(ms)));

const replyCount = (count) => ({
  key: "replies", sign: String(count),
  draw: () => h("li", { class: "day thread-count" }, h("span", {}, `${count} ${count === 1 ? "reply" : "replies"}`)),
});
