/** The traffic log: what went between the workspace and the app, newest first. */
import { get } from "./api.js";
import { $, h, iconButton } from "./dom.js";
import { channelOf } from "./store.js";

const KEPT = 300;
let after = 0;
let list = null;
let reading = false;

export const trafficOpen = () => !$("traffic").hidden;

export function createTraffic({ close }) {
  list = h("ol", { class: "traffic-list", role: "list" });
  $("traffic").append(h("div", { class: "pane-head" }, h("h2", {}, "Traffic"), h("p", { class: "quiet" }, "newest first"),
    iconButton("close", "Close the traffic log", { testid: "traffic-close", onclick: close })),
  h("div", { class: "traffic-scroll", tabindex: "0", role: "region", "aria-label": "Traffic entries" }, list));
}

/** Reads what is new and puts it on top. Does nothing while the drawer is shut. */
export async function readTraffic() {
  if (!trafficOpen() || reading) return;
  reading = true;
  const found = await get("log", { after });
  reading = false;
  const entries = Array.isArray(found) ? found : found.log ?? found.entries ?? found.traffic ?? [];
  for (const one of entries) {
    if (one.seq <= after) continue;
    after = one.seq;
    list.prepend(entry(one));
  }
  while (list.children.length > KEPT) list.lastChild.remove();
}

function outcome(one) {
  if (one.error) return [one.error, "bad"];
  if (one.status && one.status >= 400) return [String(one.status), "bad"];
  if (one.ok === false) return ["failed", "bad"];
  return [one.status ? String(one.status) : "ok", "fine"];
}

function entry(one) {
  const inward = String(one.direction).startsWith("bot");
  const [result, kind] = outcome(one);
  const json = h("pre", { class: "traffic-json", tabindex: "0" });
  const node = h("details", {}, h("summary", {},
    h("span", { class: inward ? "arrow in" : "arrow out" }, inward ? "app → workspace" : "workspace → app"),
    h("code", {}, one.method), h("span", { class: "quiet" }, one.channel ? channelOf(one.channel)?.name ?? one.channel : ""),
    h("span", { class: `result ${kind}` }, result), one.fault && h("span", { class: "result fault" }, `fault: ${one.fault.kind ?? one.fault}`)), json);
  node.addEventListener("toggle", () => { if (node.open && !json.firstChild) json.textContent = JSON.stringify(one.body ?? one, null, 2); });
  return h("li", { "data-seq": one.seq }, node);
}
