/** What the page knows: the workspace, who acts, what is open, and the drafts. Nothing here draws. */

export const HOME = "home";

/** One mutable record for the page. `channel` is a channel id or HOME; `thread` is a parent ts or null. */
export const state = {
  team: {}, bot: {}, people: [], channels: [], host: { buttons: [], guide: [], clock_url: null }, commands: [], shortcuts: [],
  as: null, channel: null, thread: null,
  inbox: { channels: [], home: null, modal: null },
  messages: [], replies: [], clock: null, linked: true,
};

const SAVED = "sandbox-workspace";
const saved = load();

function load() {
  try { return { last: {}, drafts: {}, guide: true, ...JSON.parse(localStorage.getItem(SAVED) ?? "{}") }; }
  catch { return { last: {}, drafts: {}, guide: true }; }
}

function save() {
  try { localStorage.setItem(SAVED, JSON.stringify(saved)); } catch { /* a full or closed store only costs the drafts */ }
}

export const lastChannel = (as) => saved.last[as];
export const guideOpen = () => saved.guide;
export function setGuideOpen(open) { saved.guide = open; save(); }

const draftKey = (as, channel, thread) => [as, channel, thread ?? ""].join("/");
export const draft = (as, channel, thread) => saved.drafts[draftKey(as, channel, thread)] ?? "";
export function keepDraft(as, channel, thread, text) {
  const key = draftKey(as, channel, thread);
  if (text) saved.drafts[key] = text; else delete saved.drafts[key];
  save();
}

export const botUser = () => state.bot.user_id ?? state.bot.user ?? state.bot.id ?? "bot";
export const botName = () => state.bot.name ?? "bot";
export const person = (id) => state.people.find((one) => one.id === id);
export const nameOf = (id) => (id === botUser() ? botName() : person(id)?.name ?? id);
export const channelOf = (id) => state.inbox.channels.find((one) => one.id === id) ?? state.channels.find((one) => one.id === id);
export const isDm = (channel) => channel?.kind === "dm" || channel?.id?.startsWith("D");

/** The DM between the acting person and the bot, as the inbox lists it. */
export const botDm = () => {
  const dms = state.inbox.channels.filter(isDm);
  return dms.find((one) => [one.name, one.user].some((name) => name === botName() || name === botUser())) ?? dms[0];
};

export function readHash() {
  const found = new URLSearchParams(location.hash.slice(1));
  return { as: found.get("as"), channel: found.get("channel"), thread: found.get("thread") };
}

export function hashFor({ as = state.as, channel = state.channel, thread = null }) {
  const parts = [["as", as], ["channel", channel], ["thread", thread]].filter(([, value]) => value);
  return "#" + parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

export function remember() {
  if (state.as && state.channel) saved.last[state.as] = state.channel;
  save();
}

/** Takes over GET /control/state. */
export function takeWorkspace(found) {
  state.team = typeof found.team === "object" && found.team ? found.team : { name: found.team };
  state.bot = found.bot ?? {};
  state.people = found.people ?? [];
  state.channels = found.channels ?? [];
  state.commands = found.slash_commands ?? found.commands ?? [];
  state.shortcuts = found.shortcuts ?? [];
  state.host = { buttons: [], guide: [], clock_url: null, ...found.host };
}

/** The zone in which times are shown: the person's, the workspace's, the host clock's, else the browser's. */
export function zone() {
  const offset = /([+-]\d\d:\d\d)$/.exec(state.clock?.now ?? "")?.[1];
  const wished = [person(state.as)?.tz, state.team.tz, state.clock?.tz, state.clock?.now?.endsWith("Z") ? null : offset];
  return wished.find(Boolean) ?? undefined;
}

/** Now in milliseconds, following the host's clock when there is one. */
export function now() {
  if (!state.clock?.now) return Date.now();
  return Date.parse(state.clock.now) + (Date.now() - state.clock.fetched);
}
