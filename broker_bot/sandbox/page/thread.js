/** The thread pane at the right. */
import { createComposer } from "./composer.js";
import { $, h, iconButton } from "./dom.js";
import { createList } from "./list.js";
import { state } from "./store.js";

/** Fills the pane once. `close()` leaves the thread; the answer's `show(name)` brings it up to date. */
export function createThread({ close, after }) {
  const pane = $("thread");
  const where = h("p", { class: "quiet" });
  const list = createList();
  const composer = createComposer({ thread: true, after });
  list.scroller.setAttribute("aria-label", "Replies");
  pane.append(
    h("div", { class: "pane-head" }, h("div", {}, h("h2", {}, "Thread"), where), iconButton("close", "Close the thread", { testid: "thread-close", onclick: close })),
    list.node, composer.node);
  pane.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());
  return { pane, field: composer.field, show: (name, closed) => show({ pane, where, list, composer }, name, closed) };
}

function show({ pane, where, list, composer }, name, closed) {
  pane.hidden = !state.thread;
  document.body.classList.toggle("with-thread", Boolean(state.thread));
  if (!state.thread) return;
  where.textContent = name;
  composer.aim({ as: state.as, channel: state.channel, thread: state.thread, label: "Reply in the thread", closed });
  list.show(`${state.as}/${state.channel}/${state.thread}`, state.replies, { channel: state.channel, thread: state.thread, openThread: () => {} });
}
