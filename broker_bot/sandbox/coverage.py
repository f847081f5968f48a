"""The Web API methods the sandbox has: one row a method, and the function that answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from broker_bot.sandbox import methods_chat, methods_files, methods_people, methods_rooms, methods_views
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.model import Json

Method = Callable[[Engine, Json], Json]


@dataclass(frozen=True)
class Coverage:
    """What one method does here, and what it leaves out."""

    method: str
    supported: str
    missing: str


COVERAGE: Final = (
    Coverage("apps.connections.open", "an address for one of ten connections; app-level token", "debug_reconnects"),
    Coverage("auth.test", "team, bot and user ids", "user tokens, enterprises"),
    Coverage("chat.delete", "the bot's own messages", "other people's messages"),
    Coverage("chat.getPermalink", "messages where the bot is; the address leads to the page", "-"),
    Coverage("chat.postEphemeral", "text, blocks, thread_ts", "attachments, parse, link_names"),
    Coverage(
        "chat.postMessage",
        "text, blocks, metadata, thread_ts, reply_broadcast; to a channel's id or name, or a person's id",
        "attachments, markdown_text, unfurling, username and icons",
    ),
    Coverage("chat.update", "text, blocks, metadata", "attachments, markdown_text, files, reply_broadcast"),
    Coverage(
        "conversations.history",
        "oldest, latest, inclusive, limit, cursor, include_all_metadata",
        "the lower limits of commercially distributed apps",
    ),
    Coverage("conversations.info", "channels and direct messages", "include_locale, topic and purpose"),
    Coverage("conversations.join", "public channels", "-"),
    Coverage("conversations.list", "types, exclude_archived, limit, cursor", "group direct messages"),
    Coverage("conversations.members", "limit, cursor", "-"),
    Coverage("conversations.open", "one person, or a known direct message; return_im", "group direct messages"),
    Coverage("conversations.replies", "oldest, latest, inclusive, limit, cursor, include_all_metadata", "-"),
    Coverage(
        "files.completeUploadExternal",
        "files, channel_id or channels, initial_comment, blocks, thread_ts; takes effect at once",
        "Slack's delay before the message appears, username and icons",
    ),
    Coverage(
        "files.getUploadURLExternal",
        "filename, length (100 MB at most), alt_txt; as a form or query, JSON is refused as Slack refuses it",
        "snippet_type",
    ),
    Coverage("files.info", "files of the bot's own, or shared where the bot is", "comments, pages, thumbnails"),
    Coverage("reactions.add", "messages", "files, the list of known emoji"),
    Coverage("users.info", "profile, time zone, deactivated people, the bot", "locale, presence"),
    Coverage("users.list", "limit, cursor", "locale, presence"),
    Coverage("users.lookupByEmail", "active people", "-"),
    Coverage("views.open", "modals by trigger_id", "interactivity_pointer"),
    Coverage("views.publish", "Home, hash", "-"),
    Coverage("views.push", "up to three views", "interactivity_pointer"),
    Coverage("views.update", "view_id, external_id, hash", "-"),
)

METHODS: Final[dict[str, Method]] = {
    "apps.connections.open": methods_people.open_connection,
    "auth.test": methods_people.auth_test,
    "chat.delete": methods_chat.delete,
    "chat.getPermalink": methods_chat.permalink,
    "chat.postEphemeral": methods_chat.post_ephemeral,
    "chat.postMessage": methods_chat.post_message,
    "chat.update": methods_chat.update,
    "conversations.history": methods_rooms.history,
    "conversations.info": methods_rooms.info,
    "conversations.join": methods_rooms.join,
    "conversations.list": methods_rooms.list_rooms,
    "conversations.members": methods_rooms.members,
    "conversations.open": methods_rooms.open_room,
    "conversations.replies": methods_rooms.replies,
    "files.completeUploadExternal": methods_files.complete_upload,
    "files.getUploadURLExternal": methods_files.get_upload_url,
    "files.info": methods_files.info,
    "reactions.add": methods_chat.add_reaction,
    "users.info": methods_people.info,
    "users.list": methods_people.list_people,
    "users.lookupByEmail": methods_people.lookup_by_email,
    "views.open": methods_views.open_view,
    "views.publish": methods_views.publish,
    "views.push": methods_views.push,
    "views.update": methods_views.update,
}
