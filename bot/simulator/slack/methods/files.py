"""files.*, the upload in three steps: docs.slack.dev/messaging/working-with-files."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable

from bot.simulator.slack.methods.call import Call, Json, Method
from bot.simulator.slack.methods.chat import thread_of
from bot.simulator.slack.refusal import Refused
from bot.simulator.slack.world import BOT_USER, Channel, StoredFile, World


def upload_url(call: Call) -> Json:
    name, length = call.text("filename") or "", call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments")
    file = new_file(call.space.world, name, length, BOT_USER)
    return {"upload_url": f"{call.space.base_url}/upload/v1/{file.id}", "file_id": file.id}


def new_file(world: World, name: str, length: int, user: str) -> StoredFile:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = StoredFile(world.new_id("F"), name, length, user, created=int(world.now()), mimetype=kind)
    world.files[file.id] = file
    return file


def complete(call: Call) -> Json:
    space = call.space
    asked = call.decoded("files", "invalid_arguments")
    if not isinstance(asked, list) or not asked or not all(isinstance(one, dict) for one in asked):
        raise Refused("invalid_arguments")
    found = [(_uploaded(space.world, one.get("id")), one.get("title")) for one in asked]
    wanted = [*call.ids("channel_id"), *call.ids("channels")]
    places = [space.channel_for_bot(one, write=True) for one in wanted]
    thread_ts = call.text("thread_ts")
    if thread_ts and len(places) != 1:
        raise Refused("invalid_arguments")
    threads = [thread_of(place, thread_ts) for place in places]
    for place in places:
        space.pace.take(place.id)
    for file, title in found:
        file.completed, file.title = True, title or file.name
    files = [file for file, _ in found]
    for place, thread in zip(places, threads, strict=True):
        message = space.world.bot_message(call.text("initial_comment") or "", None, thread_ts=thread)
        share(space.world, space.base_url, place, message, files)
        space.tell_soon(space.message_events(place, message))
    return {"files": [file.wire(space.base_url) for file in files]}


def share(world: World, base_url: str, channel: Channel, message: Json, files: Iterable[StoredFile]) -> None:
    """Put files into a message, as everybody in the channel sees them."""
    for file in files:
        file.share(channel, message)
    message |= {"subtype": "file_share", "upload": False, "files": [file.wire(base_url) for file in files]}
    world.store(channel, message)


def _uploaded(world: World, file_id: object) -> StoredFile:
    file = world.files.get(file_id) if isinstance(file_id, str) else None
    if file is None or file.content is None or file.completed:
        raise Refused("file_not_found")
    return file


def _visible(call: Call) -> StoredFile:
    file = call.space.world.files.get(call.text("file") or "")
    if file is None or not file.completed:
        raise Refused("file_not_found")
    seen = [call.space.world.channels[one] for one in file.channels]
    if file.user != BOT_USER and not any(BOT_USER in channel.members for channel in seen):
        raise Refused("file_not_found")
    return file


def info(call: Call) -> Json:
    return {"file": _visible(call).wire(call.space.base_url), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    file = _visible(call)
    if file.user != BOT_USER:
        raise Refused("cant_delete_file")
    forget(call.space.world, file)
    return {}


def forget(world: World, file: StoredFile) -> None:
    """Delete a file; messages that showed it keep a tombstone in its place."""
    del world.files[file.id]
    gone = {"id": file.id, "mode": "tombstone"}
    for channel in world.channels.values():
        for message in channel.messages:
            if "files" in message:
                message["files"] = [gone if one["id"] == file.id else one for one in message["files"]]
    world.changed()


METHODS = {
    "files.getUploadURLExternal": Method(
        upload_url, "files:write", ("filename", "length"), ("alt_txt", "snippet_type")
    ),
    "files.completeUploadExternal": Method(
        complete, "files:write", ("files",), ("channel_id", "channels", "thread_ts", "initial_comment")
    ),
    "files.info": Method(info, "files:read", ("file",)),
    "files.delete": Method(delete, "files:write", ("file",)),
}
