/** Starts the page, follows the address and the stream of changes, and brings every part up to date. */
import { get, listen, post } from "./api.js";
import { closedBecause, createConversation, placeName } from "./conversation.js";
import { $ } from "./dom.js";
import { guideShown, hasGuide, showGuide } from "./guide.js";
import { showModal } from "./modal.js";
import { showRail } from "./rail.js";
import { botDm, channelOf, guideOpen, hashFor, HOME, lastChannel, person, readHash, remember, setGuideOpen, state, takeWorkspace } from "./store.js";
import { createThread } from "./thread.js";
import { toast, wentWell } from "./toast.js";
import { createTopbar, readClock, showTopbar } from "./topbar.js";
import { createTraffic, readTraffic, trafficOpen } from "./traffic.js";

const phone = matchMedia("(max-width: 760px)");
const parts = {};
const run = { token: 0, busy: false, again: false, workspaceAt: 0, ready: false, home: null, hash: null };
const finger = { down: false, waiting: false };

/** A button that is drawn anew between press and release would lose its click: the page waits for the release. */
function draw() {
  if (finger.down) { finger.waiting = true; return; }
  showRail({ actAs, close: () => openRail(false) });
  parts.conversation.show({ openThread, ready: run.ready });
  parts.thread.show(placeName(), closedBecause(channelOf(state.channel)));
  showGuide(parts.conversation.guide, { go, changed: draw, phone: phone.matches });
  showTopbar({ guide: guideShown(), hasGuide: hasGuide(), traffic: trafficOpen(), rail: document.body.classList.contains("rail-open") });
}

/** Reads what is shown and draws it; calls that arrive meanwhile are folded into one more round. */
async function refresh() {
  if (run.busy) { run.again = true; return; }
  run.busy = true;
  try {
    do {
      run.again = false;
      await round(run.token);
    } while (run.again);
  } catch (error) {
    console.error(error);
    setTimeout(refresh, 1000);
  } finally {
    run.busy = false;
  }
}

async function round(token) {
  if (Date.now() - run.workspaceAt > 10_000) await readWorkspace();
  if (!state.as) return draw();
  const inbox = await get("inbox", { as: state.as });
  if (stale(token)) return;
  if (inbox.ok === false) return unread(inbox);
  state.inbox = { channels: inbox.channels ?? [], home: inbox.home ?? null, modal: inbox.modal ?? null };
  settleChannel();
  const [messages, replies] = await Promise.all([readMessages(), state.thread ? readMessages(state.thread) : []]);
  if (stale(token)) return;
  if (messages) state.messages = messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast");
  if (replies) state.replies = replies;
  run.ready = true;
  draw();
  showModal(state.inbox.modal);
  markRead();
  readTraffic();
}

/** The inbox could not be read: without a connection it is tried again, anything else is told. */
function unread(inbox) {
  if (inbox.offline) setTimeout(refresh, 1000);
  else wentWell(inbox);
}

function stale(token) {
  if (token === run.token) return false;
  run.again = true;
  return true;
}

async function readWorkspace() {
  const found = await get("state");
  if (found.ok === false) return;
  run.workspaceAt = Date.now();
  const fresh = !state.host.clock_url && found.host?.clock_url;
  takeWorkspace(found);
  if (!person(state.as)) state.as = state.people[0]?.id ?? null;
  if (fresh) await readClock();
}

/** Turns "bot", a channel's name, or nothing into the id of a conversation this person has. */
function settleChannel() {
  if (state.channel === HOME) return openHomeOnce();
  run.home = null;
  const found = state.inbox.channels.find((one) => one.id === state.channel || (one.kind !== "dm" && one.name === state.channel?.replace(/^#/, "")));
  const dm = botDm();
  const next = found?.id ?? dm?.id ?? state.inbox.channels[0]?.id ?? HOME;
  if (next !== state.channel) {
    state.channel = next;
    state.thread = null;
  }
  writeHash();
}

async function openHomeOnce() {
  writeHash();
  if (run.home === state.as) return;
  run.home = state.as;
  wentWell(await post("open_home", { as: state.as }));
}

async function readMessages(thread) {
  if (state.channel === HOME) return [];
  const found = await get("messages", { as: state.as, channel: state.channel, thread });
  if (found.ok === false) {
    if (found.offline) setTimeout(refresh, 1000);
    else toast(found.error ?? "The messages cannot be read.", "error");
    return null;
  }
  return (found.messages ?? []).sort((one, other) => Number(one.ts) - Number(other.ts));
}

function markRead() {
  const channel = channelOf(state.channel);
  if (channel?.unread > 0 && document.visibilityState === "visible") post("read", { as: state.as, channel: channel.id });
}

/** Keeps the place in the address, unless the person has just gone elsewhere and `followHash` is still to come. */
function writeHash() {
  if (location.hash !== run.hash) return;
  remember();
  const hash = hashFor({ thread: state.thread });
  if (location.hash !== hash) history.replaceState(null, "", hash);
  run.hash = location.hash;
}

/** Goes to another person or place; the address keeps it. `as` may be an id, a name or an e-mail address. */
function go({ as, channel, thread }) {
  const who = as ? state.people.find((one) => [one.id, one.name, one.email].includes(as))?.id ?? as : state.as;
  const hash = hashFor({ as: who, channel: channel ?? lastChannel(who) ?? "bot", thread });
  if (location.hash === hash) openRail(false);
  location.hash = hash;
}

const actAs = (id) => { go({ as: id }); };

function followHash() {
  run.hash = location.hash;
  const { as, channel, thread } = readHash();
  const moved = as !== state.as || channel !== state.channel;
  const before = state.thread;
  state.as = as && (person(as) || !state.people.length) ? as : state.as;
  state.channel = channel ?? lastChannel(state.as);
  state.thread = thread;
  if (moved) {
    run.ready = false;
    run.home = null;
    showModal(null);
  }
  state.replies = [];
  run.token += 1;
  openRail(false);
  if (thread && thread !== before) { draw(); parts.thread.field.focus(); }
  refresh();
}

const openThread = (ts) => go({ as: state.as, channel: state.channel, thread: ts });

function closeThread() {
  const was = state.thread;
  go({ as: state.as, channel: state.channel });
  document.querySelector(`[data-testid="replies-${CSS.escape(was)}"], [data-testid="reply-${CSS.escape(was)}"]`)?.focus();
}

/** On a phone the rail lies over the rest, which cannot be reached meanwhile; the focus goes on where the rail was left to. */
function openRail(open) {
  const left = !open && document.body.classList.contains("rail-open") && $("rail").contains(document.activeElement);
  document.body.classList.toggle("rail-open", open);
  for (const under of [$("topbar"), $("conversation"), $("thread")]) under.inert = open && phone.matches;
  $("scrim").hidden = !open;
  if (phone.matches) $("rail").inert = !open;
  else $("rail").inert = false;
  // Opened before the first answer the rail is still empty; the focus waits on it.
  if (open) ($("rail").querySelector("[data-testid=as-picker]") ?? $("rail")).focus();
  if (left) $("conversation").focus();
  showTopbar({ guide: guideShown(), hasGuide: hasGuide(), traffic: trafficOpen(), rail: open });
}

function toggleTraffic(open = !trafficOpen()) {
  $("traffic").hidden = !open;
  draw();
  readTraffic();
  if (!open) document.querySelector("[data-testid=traffic-toggle]").focus();
}

function watchFinger() {
  addEventListener("pointerdown", (event) => {
    finger.down = event.button === 0;
    clearTimeout(finger.limit); // a menu of the browser's own may swallow the release
    finger.limit = setTimeout(released, 1500);
  }, true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(released), true);
  addEventListener("blur", released);
}

function released() {
  finger.down = false;
  if (!finger.waiting) return;
  finger.waiting = false;
  draw();
}

function follow() {
  addEventListener("hashchange", followHash);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  phone.addEventListener("change", () => { openRail(false); draw(); });
  $("scrim").addEventListener("click", () => openRail(false));
  $("rail").addEventListener("click", (event) => event.target.closest("a") && openRail(false));
  $("rail").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !phone.matches) return;
    openRail(false);
    document.querySelector("[data-testid=menu]").focus();
  });
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("conversation").focus(); });
  listen(refresh, (linked) => { state.linked = linked; if (!linked) run.workspaceAt = 0; if (parts.conversation) draw(); });
  setInterval(() => document.visibilityState === "visible" && readClock().then(draw), 15_000);
}

async function start() {
  createTopbar({
    openRail: () => openRail(!document.body.classList.contains("rail-open")),
    toggleGuide: () => { setGuideOpen(!guideOpen()); draw(); },
    toggleTraffic: () => toggleTraffic(),
    changed: refresh,
  });
  createTraffic({ close: () => toggleTraffic(false) });
  parts.conversation = createConversation({ after: refresh });
  parts.thread = createThread({ close: closeThread, after: refresh });
  Object.assign(state, readHash());
  run.hash = location.hash;
  openRail(false);
  watchFinger();
  await readWorkspace();
  state.channel ??= lastChannel(state.as) ?? "bot";
  follow();
  await readClock();
  if (location.hash === run.hash) await refresh();
  else followHash();
}

start();
