"""Slack's figures: each limit of messages, modals and Homes with the address where it is documented.

Where Slack's documents give no figure the source says "not verified" or "undocumented", and what it rests on.
"""

from dataclasses import dataclass
from typing import Final

_KIT: Final = "docs.slack.dev/reference/block-kit/"
_BLOCK: Final = _KIT + "blocks/"
_ELEMENT: Final = _KIT + "block-elements/"
_OBJECT: Final = _KIT + "composition-objects/"
_MODAL: Final = "docs.slack.dev/reference/views/modal-views"
_METHOD: Final = "docs.slack.dev/reference/methods/"


@dataclass(frozen=True)
class Limit:
    """A figure (characters, items or bytes) and where it is documented."""

    most: int
    source: str


LIMITS: Final[dict[str, Limit]] = {
    "message.blocks": Limit(50, "docs.slack.dev/reference/block-kit/blocks"),
    "view.blocks": Limit(100, _MODAL),
    "text_object.text": Limit(3000, _OBJECT + "text-object"),
    "section.text": Limit(3000, _BLOCK + "section-block"),
    "section.fields": Limit(10, _BLOCK + "section-block"),
    "section.field": Limit(2000, _BLOCK + "section-block"),
    "header.text": Limit(150, _BLOCK + "header-block"),
    "actions.elements": Limit(25, _BLOCK + "actions-block"),
    "context.elements": Limit(10, _BLOCK + "context-block"),
    "input.label": Limit(2000, _BLOCK + "input-block"),
    "input.hint": Limit(2000, _BLOCK + "input-block"),
    "image.url": Limit(3000, _BLOCK + "image-block"),
    "image.alt_text": Limit(2000, _BLOCK + "image-block"),
    "image.title": Limit(2000, _BLOCK + "image-block"),
    "markdown.text": Limit(12_000, _BLOCK + "markdown-block"),
    "block_id": Limit(255, _BLOCK + "section-block"),
    "action_id": Limit(255, _ELEMENT + "button-element"),
    "button.text": Limit(75, _ELEMENT + "button-element"),
    "button.value": Limit(2000, _ELEMENT + "button-element"),
    "button.url": Limit(3000, _ELEMENT + "button-element"),
    "button.accessibility_label": Limit(75, _ELEMENT + "button-element"),
    "select.options": Limit(100, _ELEMENT + "select-menu-element"),
    "select.option_groups": Limit(100, _ELEMENT + "select-menu-element"),
    "overflow.options": Limit(5, _ELEMENT + "overflow-menu-element"),
    "checkboxes.options": Limit(10, _ELEMENT + "checkboxes-element"),
    "radio_buttons.options": Limit(10, _ELEMENT + "radio-button-group-element"),
    "file_input.max_files": Limit(10, _ELEMENT + "file-input-element"),
    "file_input.bytes": Limit(10 * 1024 * 1024, _ELEMENT + "file-input-element"),
    "placeholder": Limit(150, _ELEMENT + "plain-text-input-element"),
    "plain_text_input.max_length": Limit(3000, _ELEMENT + "plain-text-input-element"),
    "option.text": Limit(75, _OBJECT + "option-object"),
    "option.value": Limit(150, _OBJECT + "option-object"),
    "option.description": Limit(75, _OBJECT + "option-object"),
    "option_group.label": Limit(75, _OBJECT + "option-group-object"),
    "confirm.title": Limit(100, _OBJECT + "confirmation-dialog-object"),
    "confirm.text": Limit(300, _OBJECT + "confirmation-dialog-object"),
    "confirm.button": Limit(30, _OBJECT + "confirmation-dialog-object"),
    "modal.title": Limit(24, _MODAL),
    "modal.button": Limit(24, _MODAL),
    "view.private_metadata": Limit(3000, _MODAL),
    "view.callback_id": Limit(255, _MODAL),
    "view.external_id": Limit(255, _METHOD + "views.open"),
    "view.bytes": Limit(250_000, _METHOD + "views.open"),
    "modal.stack": Limit(3, _METHOD + "views.push"),
    "post.text": Limit(40_000, "api.slack.com/changelog/2018-04-truncating-really-long-messages (cut, with a warning)"),
    "update.text": Limit(4_000, _METHOD + "chat.update"),
    "message.block_characters": Limit(
        12_000, "undocumented, about 12,000-13,200: github.com/slackapi/bolt-js/issues/2509 and 2867"
    ),
    "metadata.bytes": Limit(8_000, "not verified: chat.postMessage names metadata_too_large without a figure"),
    "history.limit": Limit(999, _METHOD + "conversations.history"),
    "list.limit": Limit(999, _METHOD + "conversations.list"),
}


def most(name: str) -> int:
    """Return the figure of a limit."""
    return LIMITS[name].most
