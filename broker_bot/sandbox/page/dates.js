/** Dates as people read them, in the workspace's zone, and the date tokens of message text. */
import { now, zone } from "./store.js";

const formats = new Map();

function part(ms, options) {
  const timeZone = zone();
  const key = JSON.stringify([timeZone, options]);
  if (!formats.has(key)) formats.set(key, make(timeZone, options));
  return formats.get(key).format(ms);
}

function make(timeZone, options) {
  try { return new Intl.DateTimeFormat("en-US", { ...options, timeZone }); }
  catch { return new Intl.DateTimeFormat("en-US", options); }
}

/** "2026-11-24" in the shown zone. */
export function dayKey(ms) {
  const [month, day, year] = part(ms, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/");
  return `${year}-${month}-${day}`;
}

const dayNumber = (ms) => Date.parse(dayKey(ms)) / 86_400_000;

/** "today", "yesterday", "tomorrow" or null. */
function near(ms) {
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[dayNumber(ms) - dayNumber(now())] ?? null;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const weekday = (ms) => part(ms, { weekday: "long" });
const month = (ms) => part(ms, { month: "long" });
const year = (ms) => part(ms, { year: "numeric" });
export const time = (ms) => part(ms, { hour: "numeric", minute: "2-digit" }).replace(/\s/, " ");

function ordinal(ms) {
  const day = Number(part(ms, { day: "numeric" }));
  const tail = day % 100 >= 11 && day % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";
  return `${day}${tail}`;
}

/** The year is left out within six months of now. */
const withYear = (ms, text) => (Math.abs(ms - now()) < 183 * 86_400_000 ? text : `${text}, ${year(ms)}`);

const plain = {
  date_num: dayKey,
  date_slash: (ms) => part(ms, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (ms) => withYear(ms, `${month(ms)} ${ordinal(ms)}`),
  date_full: (ms) => `${month(ms)} ${ordinal(ms)}, ${year(ms)}`,
  date_short: (ms) => withYear(ms, part(ms, { month: "short", day: "numeric" })),
  date_short_full: (ms) => part(ms, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (ms) => withYear(ms, `${weekday(ms)}, ${month(ms)} ${ordinal(ms)}`),
  date_long_full: (ms) => `${weekday(ms)}, ${month(ms)} ${ordinal(ms)}, ${year(ms)}`,
  time: time,
  time_secs: (ms) => part(ms, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: ago,
};

const pretty = { date_pretty: "date", date_short_pretty: "date_short", date_long_pretty: "date_long", day_divider_pretty: "date_long" };

/** Fills the {tokens} of a date format; an unknown token stays as it is. */
export function fillDate(format, ms) {
  return format.replace(/\{(\w+)\}/g, (whole, token, at) => {
    if (plain[token]) return plain[token](ms);
    if (!pretty[token]) return whole;
    const word = near(ms);
    if (!word) return plain[pretty[token]](ms);
    return at === 0 ? capital(word) : word;
  });
}

export function ago(ms) {
  const minutes = Math.round((now() - ms) / 60_000);
  const size = Math.abs(minutes);
  if (size < 1) return "just now";
  const [count, unit] = size < 60 ? [size, "minute"] : size < 1440 ? [Math.round(size / 60), "hour"] : [Math.round(size / 1440), "day"];
  const text = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes >= 0 ? `${text} ago` : `in ${text}`;
}

/** The words of a day divider: "Today", "Yesterday" or "Tuesday, November 24th". */
export function dayLabel(ms) {
  return capital(near(ms) ?? plain.date_long(ms));
}

export const full = (ms) => `${plain.date_long_full(ms)} at ${plain.time_secs(ms)}`;
export const tsMs = (ts) => Number(ts) * 1000;
