/** The left rail: who acts, the app's Home, direct messages and channels. */
import { $, h, icon, iconButton, refill } from "./dom.js";
import { avatar } from "./message.js";
import { openPicker } from "./picker.js";
import { botName, botUser, hashFor, HOME, isDm, person, state } from "./store.js";

let shown = null;

/** Draws the rail when something in it changed. `actAs(id)` switches the person. */
export function showRail({ actAs, close }) {
  const sign = JSON.stringify([state.as, state.channel, state.people, state.inbox.channels, state.team, state.bot]);
  if (sign === shown) return;
  shown = sign;
  const rail = $("rail");
  const scroll = rail.querySelector(".rail-lists")?.scrollTop ?? 0;
  const shut = iconButton("close", "Close the list", { class: "icon-button rail-close", testid: "rail-close", onclick: close });
  refill(rail, h("div", { class: "rail-head" }, h("p", { class: "rail-label" }, "Acting as"), shut, whoButton(actAs)), lists());
  rail.querySelector(".rail-lists").scrollTop = scroll;
}

function whoButton(actAs) {
  const me = person(state.as);
  const node = h("button", {
    type: "button", class: "who", testid: "as-picker", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": `Acting as ${me?.name ?? "nobody"}${me?.title ? `, ${me.title}` : ""}. Choose another person`,
  }, me && avatar(me.id, me.name), h("span", { class: "who-text" }, h("strong", {}, me?.name ?? "Choose a person"), h("small", {}, me?.title)), icon("chevron"));
  node.addEventListener("click", () => openPicker(node, {
    label: "People", search: true, wide: true, placeholder: "Name, title or school", selected: state.as, groups: peopleGroups(), pick: (option) => actAs(option.value),
  }));
  return node;
}

function peopleGroups() {
  const groups = new Map();
  for (const one of state.people.filter((each) => !each.deactivated)) {
    const label = one.group || "People";
    if (!groups.has(label)) groups.set(label, []);
    groups.get(label).push({ value: one.id, label: one.name, hint: one.title, testid: `as-${one.id}`, icon: avatar(one.id, one.name) });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

function lists() {
  const all = state.inbox.channels;
  const dms = [...all.filter(isDm)].sort((one, other) => Number(toBot(other)) - Number(toBot(one)));
  const rooms = all.filter((one) => !isDm(one));
  const mine = rooms.filter((one) => one.is_member !== false);
  const others = rooms.filter((one) => one.is_member === false);
  return h("div", { class: "rail-lists" },
    group("App", [entry({ id: HOME, name: `${botName()} Home`, mark: icon("home"), testid: "home-tab" })]),
    group("Direct messages", dms.map((one) => entry({
      ...one, name: dmName(one), mark: avatar(one.id, dmName(one), toBot(one)), tail: toBot(one) && h("span", { class: "badge" }, "App"),
    }))),
    group("Channels", mine.map((one) => entry({ ...one, mark: icon(one.private ? "lock" : "hash") }))),
    others.length > 0 && h("details", { class: "rail-more", open: others.some((one) => one.id === state.channel) },
      h("summary", {}, `Not joined (${others.length})`), h("ul", {}, others.map((one) => entry({ ...one, mark: icon(one.private ? "lock" : "hash"), quiet: true })))));
}

const toBot = (dm) => [dm.name, dm.user, dm.with].some((one) => one === botName() || one === botUser()) || state.inbox.channels.filter(isDm).length === 1;
export const dmName = (dm) => (toBot(dm) ? botName() : person(dm.user)?.name ?? dm.name);

function group(label, entries) {
  if (!entries.length) return null;
  const id = `rail-${label.replace(/\s/g, "-").toLowerCase()}`;
  return h("section", { "aria-labelledby": id }, h("h2", { class: "rail-group", id }, label), h("ul", {}, entries));
}

function entry({ id, name, mark, tail, unread = 0, testid, quiet }) {
  const here = id === state.channel;
  return h("li", {}, h("a", {
    href: hashFor({ channel: id }), testid: testid ?? `channel-${id}`, "aria-current": here ? "page" : null,
    class: ["entry", unread && !here && "unread", quiet && "quiet-entry"].filter(Boolean).join(" "),
  }, mark, h("span", { class: "entry-name" }, name), tail,
  unread > 0 && !here && h("span", { class: "count", testid: `unread-${id}` }, unread > 99 ? "99+" : unread, h("span", { class: "sr-only" }, " unread"))));
}
