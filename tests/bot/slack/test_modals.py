import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import answers, ids, modals
from bot.desk.modals import Cost, DeskCase, Outgoing, sealed_text
from routing.case import Status
from routing.effects import Text
from tests.bot.slack.builders import TEXTS, Json, known_entry, refused_view, same_as_golden, unformatted

CASE = DeskCase("case-1", "7K3M2", Status.CLAIMED)
ENTRY = known_entry("ym-061")
DRAFT = answers.Draft("吸引のできる園", "142085", ("142018", "142085"))

VIEWS = {
    "reply": modals.reply(CASE, TEXTS),
    "reply-blocked": modals.reply(replace(CASE, blocked=True), TEXTS),
    "introduce": modals.introduce(CASE, TEXTS),
    "preview": modals.preview(
        CASE,
        Outgoing("case-1", "明日 10時に\nうかがいます", (("ym-061", 3),)),
        [ENTRY],
        Cost(push=True, left=150),
        TEXTS,
    ),
    "decline": modals.decline(CASE, TEXTS),
    "follow-up": modals.follow_up(CASE, date(2026, 12, 8), TEXTS),
    "note": modals.note(CASE, TEXTS),
    "close": modals.close(CASE, TEXTS),
    "correct": modals.correct(ENTRY, TEXTS),
    "notice": modals.notice(TEXTS, Text("desk-notice-closed", {"number": "7K3M2"})),
    "consultation": answers.consultation("talk-7", DRAFT, TEXTS),
    "consultation-en": answers.consultation("talk-7", DRAFT, TEXTS, "en"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_modals_stay_as_they_were_looked_at(name: str) -> None:
    assert refused_view(VIEWS[name]) == []
    same_as_golden(f"modal-{name}", VIEWS[name])


@pytest.mark.parametrize("name", VIEWS)
def test_a_modal_carries_ids_and_no_words(name: str) -> None:
    carried = VIEWS[name]["private_metadata"]

    assert carried.isascii()
    assert set(json.loads(carried)) <= {"case", "conversation", "entry", "entries", "digest"}


def through_slack(view: Json, *, entities: bool) -> Json:
    """The view as it comes back: through JSON, and perhaps with Slack's three entities."""
    back = json.loads(json.dumps(view))
    for block in back["blocks"]:
        if entities and block.get("block_id", "").startswith(ids.WORDS):
            text = block["text"]["text"]
            block["text"]["text"] = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert isinstance(back, dict)
    return back


@given(st.text(min_size=1, max_size=3_000), st.booleans())
def test_what_was_previewed_is_what_is_sent_or_nothing(text: str, entities: bool) -> None:
    view = modals.preview(CASE, Outgoing("case-1", text), [], Cost(push=False), TEXTS)

    back = through_slack(view, entities=entities)

    assert sealed_text(back, modals.digest(text)) == text
    assert sealed_text(back, modals.digest(text + "。")) is None


def test_the_preview_shows_the_words_as_they_are() -> None:
    text = "*太字* <!here> :smile: \n二行目"

    view = modals.preview(CASE, Outgoing("case-1", text), [], Cost(push=False), TEXTS)

    assert text in unformatted(view["blocks"])


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (Cost(push=False), "無料で送れます"),
        (Cost(push=True), "1 通使います。"),
        (Cost(push=True, left=150), "残り 150 通"),
        (Cost(push=True, left=0), "使い切っています"),
    ],
)
def test_the_preview_says_what_sending_costs(cost: Cost, expected: str) -> None:
    assert expected in json.dumps(modals.preview(CASE, Outgoing("case-1", "はい"), [], cost, TEXTS), ensure_ascii=False)


def test_a_supporter_costs_nothing_and_is_not_called_family() -> None:
    shown = json.dumps(
        modals.preview(replace(CASE, supporter=True), Outgoing("case-1", "はい"), [], Cost(push=True), TEXTS),
        ensure_ascii=False,
    )

    assert "費用はかかりません" in shown
    assert "家族" not in shown


def test_without_consent_the_form_has_no_field_that_names_anybody() -> None:
    view = answers.consultation("talk-7", DRAFT, TEXTS)

    assert [b["block_id"] for b in view["blocks"] if b["type"] == "input"] == ["consent", "requester", "town", "text"]
    assert "誰のことか分かることを書かないでください" in json.dumps(view["blocks"][-1], ensure_ascii=False)
