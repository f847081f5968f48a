/** Block Kit layout blocks. */
import { drawElement, unknown } from "./elements.js";
import { h, newId } from "./dom.js";
import { richText } from "./richtext.js";
import { drawText, words } from "./text.js";

const DRAW = {
  header: (block) => h("h3", { class: "b-header" }, words(block.text)),
  divider: () => h("hr", { class: "b-divider" }),
  section, context, actions, input, image,
  rich_text: (block) => h("div", { class: "b-rich text" }, richText(block.elements)),
  markdown: (block) => h("div", { class: "b-section text" }, block.text),
};

/**
 * Draws a list of blocks. `env` is {form, act(element, block_id, change), errors: {block_id: sentence}}.
 * Returns one node per block.
 */
export function drawBlocks(blocks, env) {
  return (blocks ?? []).map((block, at) => {
    const draw = DRAW[block?.type];
    const node = draw ? draw(block, env, block.block_id ?? `block-${at}`) : unknown(block, "block");
    node.dataset.block = block?.block_id ?? "";
    return node;
  });
}

const placeIn = (env, block_id, more = {}) => ({
  block_id, form: env.form, act: (element, change) => env.act(element, block_id, change), ...more,
});

function section(block, env, id) {
  const body = h("div", { class: "b-section-body" },
    block.text && h("div", { class: "text" }, drawText(block.text)),
    block.fields && h("div", { class: "b-fields" }, block.fields.map((field) => h("div", { class: "text" }, drawText(field)))));
  const about = words(block.text).replace(/[*_~`]/g, "").slice(0, 80);
  const place = placeIn(env, id, ["button", "overflow"].includes(block.accessory?.type) ? {} : { labelText: about || undefined });
  return h("div", { class: "b-section" }, body, block.accessory && h("div", { class: "b-accessory" }, accessory(block.accessory, place)));
}

const accessory = (element, place) => (element.type === "image" ? imageNote(element) : drawElement(element, place));

function context(block) {
  const parts = (block.elements ?? []).map((one) => (one.type === "image" ? imageNote(one) : h("span", { class: "text" }, drawText(one))));
  return h("div", { class: "b-context" }, parts);
}

function actions(block, env, id) {
  return h("div", { class: "b-actions" }, (block.elements ?? []).map((element) => drawElement(element, placeIn(env, id))));
}

/** Pictures are never fetched; their alternative text stands in their place. */
function imageNote(element) {
  return h("span", { class: "b-image", role: "img", "aria-label": element.alt_text ?? "Image" }, `Image: ${element.alt_text || "no description"}`);
}

function image(block) {
  return h("figure", { class: "b-figure" }, block.title && h("figcaption", {}, words(block.title)), imageNote(block));
}

const GROUPED = ["checkboxes", "radio_buttons"];

function input(block, env, id) {
  const ids = { label: newId("label"), field: newId("field"), hint: newId("hint"), error: newId("error") };
  const problem = env.errors?.[id];
  const grouped = GROUPED.includes(block.element?.type);
  const described = [block.hint && ids.hint, problem && ids.error].filter(Boolean).join(" ") || null;
  const place = placeIn(env, id, {
    input: true, dispatch: block.dispatch_action, labelText: words(block.label), labelId: ids.label,
    labelFor: grouped ? undefined : ids.field, described, error: Boolean(problem), required: !block.optional,
  });
  const label = h(grouped ? "span" : "label", { id: ids.label, class: "b-label", for: grouped ? null : ids.field },
    words(block.label), block.optional && h("span", { class: "b-optional" }, " (optional)"));
  return h("div", { class: problem ? "b-input wrong" : "b-input" }, label, drawElement(block.element, place),
    h("p", { class: "b-error", id: ids.error, testid: `error-${id}`, role: problem ? "alert" : null, hidden: !problem }, problem),
    block.hint && h("p", { class: "b-hint", id: ids.hint }, words(block.hint)));
}
