/** The host's guide: numbered steps, each with an optional "Show me". */
import { h, iconButton, refill } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { guideOpen, setGuideOpen, state } from "./store.js";

const read = (step) => (Array.isArray(step) ? { title: step[0], text: step[1], as: step[2], channel: step[3] } : step);

export const hasGuide = () => state.host.guide.length > 0;
export const guideShown = () => hasGuide() && guideOpen();

let shown = null;

/** Draws the guide into `box`. `go({as, channel})` switches person and channel; `changed()` redraws the page. */
export function showGuide(box, { go, changed, phone }) {
  box.hidden = !guideShown();
  const sign = JSON.stringify([state.host.guide, phone]);
  if (box.hidden || sign === shown) return;
  shown = sign;
  const hide = () => {
    setGuideOpen(false);
    changed();
    document.querySelector("[data-testid=guide-toggle]")?.focus();
  };
  const close = iconButton("close", "Hide the guide", { testid: "guide-close", onclick: hide });
  const steps = h("ol", { class: "guide-steps" }, state.host.guide.map(read).map((step, at) => stepNode(step, at, go)));
  const title = h("h2", {}, "Try it in ", state.host.guide.length, state.host.guide.length === 1 ? " step" : " steps");
  if (!phone) return refill(box, h("div", { class: "guide-head" }, title, close), steps);
  refill(box, h("details", { class: "guide-fold", testid: "guide-fold" }, h("summary", {}, title), steps), close);
}

function stepNode(step, at, go) {
  const show = (step.as || step.channel) && h("button", {
    type: "button", class: "button small-button", testid: `show-me-${at + 1}`, "aria-label": `Show me: ${step.title}`,
    onclick: () => { document.querySelector(".guide-fold")?.removeAttribute("open"); go({ as: step.as, channel: step.channel }); },
  }, "Show me");
  return h("li", {}, h("div", {}, h("strong", {}, step.title), h("div", { class: "text" }, mrkdwn(step.text)), show));
}
