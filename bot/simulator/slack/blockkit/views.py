"""Modals and Home tabs: docs.slack.dev/reference/views."""

from __future__ import annotations

import json
from typing import Any

from bot.simulator.slack.blockkit.layouts import check_view_blocks
from bot.simulator.slack.blockkit.shape import ID_MAX, Findings, Rule, boolean, choice, plain, record, string

TITLE_MAX = 24  # reference/views: title, submit and close
PRIVATE_METADATA_MAX = 3000  # reference/views
VIEW_BYTES_MAX = 250_000  # reference/methods/views.open: view_too_large, "250kb"


def _unchecked(_value: Any, _at: str, _out: Findings) -> None:
    """Blocks are read apart, so that one wrong key beside them does not hide what is wrong in them."""


_SHARED: dict[str, Rule] = {
    "private_metadata": string(PRIVATE_METADATA_MAX, 0),
    "callback_id": string(ID_MAX, 0),
    "external_id": string(ID_MAX, 0),
}

_MODAL = record(
    {"type": choice("modal"), "title": plain(TITLE_MAX), "blocks": _unchecked},
    {
        **_SHARED,
        "submit": plain(TITLE_MAX),
        "close": plain(TITLE_MAX),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = record({"type": choice("home"), "blocks": _unchecked}, _SHARED)


def check_view(view: Any, kind: str) -> Findings:
    """Find what Slack would refuse in this view as a `modal` or a `home`; empty when nothing."""
    out = Findings()
    (_MODAL if kind == "modal" else _HOME)(view, "/view", out)
    if not isinstance(view, dict):
        return out
    blocks = view.get("blocks")
    check_view_blocks(blocks if blocks is not None else [], out)
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks or [])
    if kind == "modal" and asks and view.get("submit") is None:
        out.add("missing required field: submit", "/view")  # reference/views: required beside an input block
    return out


def too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES_MAX
