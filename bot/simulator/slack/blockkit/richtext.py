"""The rich_text block's parts: docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from __future__ import annotations

from bot.simulator.slack.blockkit.shape import Rule, boolean, choice, integer, items, record, string, tagged

_STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))


def _inline(needs: dict[str, Rule], more: dict[str, Rule] | None = None) -> Rule:
    return record({"type": string(50), **needs}, {"style": _STYLE, **(more or {})})


_INLINE: dict[str, Rule] = {
    "text": _inline({"text": string(3000)}),
    "link": _inline({"url": string(3000)}, {"text": string(3000), "unsafe": boolean}),
    "user": _inline({"user_id": string(30)}),
    "channel": _inline({"channel_id": string(30)}),
    "usergroup": _inline({"usergroup_id": string(30)}),
    "emoji": _inline({"name": string(100)}, {"unicode": string(100)}),
    "broadcast": _inline({"range": choice("here", "channel", "everyone")}),
    "date": _inline(
        {"timestamp": integer(0, 9_999_999_999), "format": string(200)}, {"url": string(3000), "fallback": string(300)}
    ),
    "color": _inline({"value": string(30)}),
}

_TEXT_RUN = items(tagged(_INLINE), 1000, 0)
_SECTION = record({"type": choice("rich_text_section"), "elements": _TEXT_RUN})
_BORDER = {"border": integer(0, 1)}

RICH_TEXT_PARTS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_list": record(
        {
            "type": string(50),
            "style": choice("bullet", "ordered"),
            "elements": items(tagged({"rich_text_section": _SECTION}), 1000),
        },
        {"indent": integer(0, 8), "offset": integer(0, 1000), **_BORDER},
    ),
    "rich_text_quote": record({"type": string(50), "elements": _TEXT_RUN}, _BORDER),
    "rich_text_preformatted": record(
        {"type": string(50), "elements": items(tagged({k: _INLINE[k] for k in ("text", "link")}), 1000, 0)},
        {**_BORDER, "language": string(50)},
    ),
}
