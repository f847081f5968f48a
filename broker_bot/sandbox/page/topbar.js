/** The header bar: the workspace's name, the host's clock and buttons, and the switches of guide and traffic. */
import { get, post } from "./api.js";
import { $, h, icon, iconButton, refill } from "./dom.js";
import { state } from "./store.js";
import { failure, toast } from "./toast.js";

const parts = {};
const running = new Set();

/** Fills the bar once. The handlers are {openRail, toggleGuide, toggleTraffic, changed}. */
export function createTopbar({ openRail, toggleGuide, toggleTraffic, changed }) {
  parts.menu = iconButton("menu", "People and channels", {
    class: "icon-button menu-button", testid: "menu", "aria-controls": "rail", "aria-expanded": "false", onclick: openRail,
  });
  parts.clock = h("time", { class: "clock", testid: "clock", hidden: true });
  parts.link = h("span", { class: "link-lost", role: "status", hidden: true, testid: "offline" }, "Reconnecting…");
  parts.host = h("div", { class: "host-buttons" });
  parts.guide = barButton("guide", "Guide", { testid: "guide-toggle", onclick: toggleGuide });
  parts.traffic = barButton("log", "Traffic", { testid: "traffic-toggle", "aria-controls": "traffic", onclick: toggleTraffic });
  parts.changed = changed;
  $("topbar").append(parts.menu, h("p", { class: "workspace" }, "Sandbox workspace"), parts.clock, parts.link, parts.host,
    h("div", { class: "bar-end" }, parts.guide, parts.traffic));
}

const barButton = (sign, label, props) =>
  h("button", { type: "button", class: "bar-button", "aria-expanded": "false", "aria-label": label, ...props }, icon(sign), h("span", {}, label));

export function showTopbar({ guide, hasGuide, traffic, rail }) {
  parts.guide.setAttribute("aria-expanded", String(guide));
  parts.guide.hidden = !hasGuide;
  parts.traffic.setAttribute("aria-expanded", String(traffic));
  parts.menu.setAttribute("aria-expanded", String(rail));
  parts.link.hidden = state.linked;
  const unread = state.inbox.channels.some((one) => one.unread > 0 && one.id !== state.channel);
  parts.menu.classList.toggle("dot", unread);
  showHost();
}

function showHost() {
  const sign = JSON.stringify([state.host.buttons, [...running]]);
  if (sign === parts.sign) return;
  parts.sign = sign;
  refill(parts.host, state.host.buttons.map(hostButton));
}

function hostButton(one) {
  const busy = running.has(one.id);
  return h("button", {
    type: "button", class: busy ? "button host busy" : "button host", testid: `host-${one.id}`, title: one.hint, "aria-busy": busy ? "true" : null,
    onclick: () => runHost(one),
  }, one.label);
}

async function runHost(one) {
  if (running.has(one.id)) return;
  running.add(one.id);
  showHost();
  const result = await post(`host/${encodeURIComponent(one.id)}`, { as: state.as });
  running.delete(one.id);
  showHost();
  const error = failure(result);
  const text = typeof result.answer === "string" ? result.answer : result.text;
  toast(error ? text ?? error : text ?? `${one.label}: done.`, error ? "error" : "good");
  await readClock();
  parts.changed();
}

let reading = 0;

/** Reads the host's clock; without a clock URL nothing is asked. */
export async function readClock() {
  if (!state.host.clock_url) return;
  const mine = ++reading;
  const found = await get("clock");
  if (mine !== reading || !found.label) return;
  state.clock = { now: found.now, label: found.label, tz: found.tz, fetched: Date.now() };
  parts.clock.hidden = false;
  if (parts.clock.textContent !== found.label) parts.clock.textContent = found.label;
  if (found.now) parts.clock.setAttribute("datetime", found.now);
}
