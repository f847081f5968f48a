/** The centre: the head of the conversation, its messages or the Home tab, and the composer. */
import { createComposer } from "./composer.js";
import { dayKey } from "./dates.js";
import { $, h, icon } from "./dom.js";
import { showHome } from "./home.js";
import { createList } from "./list.js";
import { dmName } from "./rail.js";
import { botName, channelOf, HOME, isDm, nameOf, now, state } from "./store.js";

/** Fills the centre once; `show({openThread})` brings it up to date. */
export function createConversation({ after }) {
  const guide = h("section", { class: "guide", testid: "guide", "aria-label": "Guide", hidden: true });
  const title = h("h1", {});
  const about = h("p", { class: "quiet about" });
  const who = h("p", { class: "quiet acting", testid: "acting" });
  const list = createList();
  const composer = createComposer({ after });
  const home = h("div", { class: "home scroller", testid: "home", tabindex: "0", role: "region", "aria-label": "Home", hidden: true });
  const self = { guide, title, about, who, list, composer, home };
  $("conversation").append(guide, h("div", { class: "conv-head" }, title, about, who), list.node, home, composer.node);
  return { guide, field: composer.field, show: (handlers) => show(self, handlers) };
}

function show(self, { openThread, ready }) {
  const isHome = state.channel === HOME;
  self.home.hidden = !isHome;
  self.list.node.hidden = isHome;
  showHead(self, isHome);
  document.querySelector("#conversation > .composer").hidden = isHome;
  if (isHome) { if (ready) showHome(self.home, state.inbox.home, dayKey(now())); return; }
  const channel = channelOf(state.channel);
  self.composer.aim({ as: state.as, channel: state.channel, thread: null, label: `Message ${placeName()}`, closed: closedBecause(channel) });
  if (ready) self.list.show(`${state.as}/${state.channel}`, state.messages, { channel: state.channel, thread: null, openThread });
  self.list.scroller.setAttribute("aria-label", `Messages in ${placeName()}`);
}

export function closedBecause(channel) {
  if (!channel) return "This conversation does not exist for this person.";
  if (channel.archived) return "This channel is archived; nothing can be written here.";
  return channel.is_member === false ? `${nameOf(state.as)} is not in this channel.` : null;
}

export function placeName() {
  if (state.channel === HOME) return `${botName()} Home`;
  const channel = channelOf(state.channel);
  if (!channel) return "this conversation";
  return isDm(channel) ? dmName(channel) : `#${channel.name}`;
}

function showHead(self, isHome) {
  const channel = channelOf(state.channel);
  const room = channel && !isHome && !isDm(channel);
  const sign = JSON.stringify([placeName(), room && channel.private, state.as, channel?.members?.length]);
  if (sign === self.sign) return;
  self.sign = sign;
  const name = placeName().replace(/^#/, "");
  self.title.replaceChildren(...(room ? [icon(channel.private ? "lock" : "hash")] : []), name);
  self.about.textContent = isHome ? `what ${nameOf(state.as)} sees` : room ? memberWords(channel) : `direct message with ${nameOf(state.as)}`;
  self.who.textContent = `as ${nameOf(state.as)}`;
  document.title = `${name} – Sandbox workspace`;
}

function memberWords(channel) {
  const members = channel.members ?? state.channels.find((one) => one.id === channel.id)?.members ?? [];
  const kind = channel.private ? "private channel" : "channel";
  return members.length ? `${kind}, ${members.length} ${members.length === 1 ? "member" : "members"}` : kind;
}
