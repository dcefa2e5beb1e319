"""views.*: docs.slack.dev/reference/methods/views.open and its neighbours."""

from __future__ import annotations

from bot.simulator.slack.methods.call import Call, Json, Method
from bot.simulator.slack.modals import checked
from bot.simulator.slack.refusal import Refused, with_messages


def _view(call: Call, kind: str) -> Json:
    return checked(call.decoded("view", "invalid_arguments"), kind)


def _trigger(call: Call) -> object:
    given = call.text("trigger_id") or call.text("interactivity_pointer")
    if not given:
        raise with_messages("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return given


def open_view(call: Call) -> Json:
    view = _view(call, "modal")
    trigger = call.space.triggers.exchange(_trigger(call))
    return {"view": call.space.screens.open(trigger.user, view).payload()}


def push_view(call: Call) -> Json:
    view = _view(call, "modal")
    trigger = call.space.triggers.exchange(_trigger(call))
    return {"view": call.space.screens.push(trigger.user, view).payload()}


def update_view(call: Call) -> Json:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise with_messages("invalid_arguments", ["[ERROR] missing required field: view_id"])
    shown = call.space.screens.find(view_id, external_id)
    view = _view(call, shown.wire["type"])
    return {"view": call.space.screens.update(shown, view, call.text("hash")).payload()}


def publish_view(call: Call) -> Json:
    if not call.space.config.home_tab:
        raise Refused("not_enabled")
    view = _view(call, "home")
    user = call.text("user_id") or ""
    if user not in call.space.world.users:
        raise Refused("user_not_found")
    return {"view": call.space.screens.publish(user, view, call.text("hash")).payload()}


METHODS = {
    "views.open": Method(open_view, None, ("view",), ("trigger_id", "interactivity_pointer")),
    "views.push": Method(push_view, None, ("view",), ("trigger_id", "interactivity_pointer")),
    "views.update": Method(update_view, None, ("view",), ("view_id", "external_id", "hash")),
    "views.publish": Method(publish_view, None, ("user_id", "view"), ("hash",)),
}
