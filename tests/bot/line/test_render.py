import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from linebot.v3.messaging import PushMessageRequest

from bot.channels.line.render import CodeTooLong, render
from knowledge.resource import Directory
from routing.effects import Choice, Entries, Say, Terms, Text, Verbatim
from tests.bot.line.builders import TEXTS, TODAY, directory, emergency_line, entry, label, ref, say

GOLDEN = Path(__file__).parent / "golden"


def rendered(said: Say, *, known: Directory | None = None, locale: str = "ja", today: date = TODAY) -> list[Any]:
    found = known if known is not None else directory(entry())
    return render(said, texts=TEXTS, locale=locale, lookup=found.get, today=today)


def only(batches: list[Any]) -> list[Any]:
    assert len(batches) == 1
    messages: list[Any] = batches[0]
    return messages


def words_in(value: Any) -> str:
    """Every text a reader could see in the message."""
    if isinstance(value, dict):
        shown = [words_in(inner) for name, inner in value.items() if name in SEEN or not isinstance(inner, str)]
        return "\n".join(words for words in shown if words)
    if isinstance(value, list):
        return "\n".join(words_in(inner) for inner in value)
    return value if isinstance(value, str) else ""


SEEN = ("text", "label", "altText", "displayText")


def found_in(value: Any, kind: str) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if value.get("type") == kind else []
        return own + [hit for inner in value.values() for hit in found_in(inner, kind)]
    return [hit for inner in value for hit in found_in(inner, kind)] if isinstance(value, list) else []


THREE = directory(
    entry(),
    entry(
        "ym-062", name="あさがおの家", capacity="full", phone=None, verified_on=date(2026, 3, 1), verified_by="import"
    ),
    entry("ym-063", name="しおかぜ訪問看護", url="http://example.jp/plain", hours="24/7", fee="", capacity="open"),
)
GOLDEN_SAYS = {
    "entries": say(
        Text("entry-wrong"),
        Entries(
            (
                ref("ym-061", ("topic", "short-stay"), ("town", "142085"), ("age", "40"), by_arrangement=True),
                ref("ym-062", ("word", "お泊まり"), ("care", "ventilator")),
                ref("ym-063"),
            )
        ),
        choices=(Choice(Text("call"), "person"), Choice(Text("open-page"), "more")),
    ),
    "lines": say(Text("call"), Entries((ref("nat-119"), ref("nat-8000")), lines=True)),
    "coordinator": say(Verbatim("明日の午前にお電話します。\n不安なときは119へ。", by="三浦 さくら"), Text("call")),
}


@pytest.mark.parametrize("locale", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize("name", GOLDEN_SAYS)
def test_a_say_becomes_exactly_these_messages(name: str, locale: str) -> None:
    """Set UPDATE_GOLDEN=1 to write the files anew, then read the difference."""
    known = directory(*THREE, emergency_line("119", "救急・消防（119）"), emergency_line("#8000", "子ども医療電話相談"))
    path = GOLDEN / f"{name}.{locale}.json"

    batches = rendered(GOLDEN_SAYS[name], known=known, locale=locale)

    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(batches, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert batches == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("name", GOLDEN_SAYS)
def test_the_sdk_sends_what_was_rendered(name: str) -> None:
    """Its models drop what they do not know; nothing of ours may be among that."""
    known = directory(*THREE, emergency_line("119", "救急"), emergency_line("#8000", "子ども医療電話相談"))
    [messages] = rendered(GOLDEN_SAYS[name], known=known)

    sent = PushMessageRequest.from_dict({"to": "U1", "messages": messages}).to_dict()

    assert sent["messages"] == messages


def test_an_emergency_number_with_a_hash_can_be_dialled() -> None:
    known = directory(emergency_line("#8000", "子ども医療電話相談"))

    [message] = only(rendered(say(Entries((ref("nat-8000"),), lines=True)), known=known))

    assert [action["uri"] for action in found_in(message, "uri")] == ["tel:%238000"]
    assert message["altText"] == "子ども医療電話相談 電話 #8000"
    assert not found_in(message, "postback")


@pytest.mark.parametrize(
    ("phone", "uri"),
    [
        ("119", "tel:119"),
        ("046-822-0000", "tel:0468220000"),
        ("０４６（８２２）００００", "tel:0468220000"),
        ("+81 46-822-0000", "tel:+81468220000"),
        ("046-822-0000（夜間 090-0000-0000）", "tel:0468220000"),
        ("*55", "tel:*55"),
    ],
)
def test_a_telephone_number_becomes_a_button_that_dials(phone: str, uri: str) -> None:
    [message] = only(rendered(say(Entries((ref(),))), known=directory(entry(phone=phone, url=None))))

    assert [action["uri"] for action in found_in(message, "uri")] == [uri]


def test_an_entry_without_telephone_offers_its_mail_address() -> None:
    [message] = only(rendered(say(Entries((ref(),))), known=directory(entry(phone=None, url=None))))

    assert "ym061@example.jp" in words_in(message)
    assert found_in(message, "clipboard")[0]["clipboardText"] == "ym061@example.jp"


def test_only_a_safe_web_address_becomes_a_button() -> None:
    def pages(url: str) -> list[str]:
        [message] = only(rendered(say(Entries((ref(),))), known=directory(entry(phone=None, email=None, url=url))))
        return [action["uri"] for action in found_in(message, "uri")]

    assert pages("https://www.example.jp/支援?a=1") == ["https://www.example.jp/%E6%94%AF%E6%8F%B4?a=1"]
    assert pages("http://www.example.jp/") == []
    assert pages("javascript:alert(1)") == []
    assert pages("https://[broken") == []
    assert pages("https://www.example.jp/" + "a" * 1_000) == []


def test_families_never_read_the_note_for_supporters() -> None:
    for locale in ("ja", "ja-easy", "en"):
        [message] = only(rendered(say(Entries((ref(),))), locale=locale))

        assert "支援者だけ" not in json.dumps(message, ensure_ascii=False)


def test_easy_japanese_shows_the_easy_description() -> None:
    [message] = only(rendered(say(Entries((ref(),))), locale="ja-easy"))

    assert "呼吸の機械の 子も とまれます。" in words_in(message)


def test_an_old_check_is_said_beside_its_date() -> None:
    known = directory(entry(verified_on=date(2026, 3, 1)))

    [message] = only(rendered(say(Entries((ref(),))), known=known))

    assert "2026年3月1日" in words_in(message)
    assert "確認中" in words_in(message)


def test_what_families_may_no_longer_see_is_not_shown_and_she_is_told() -> None:
    known = directory(entry(), entry("ym-062", name="終わった所", valid_until=date(2026, 11, 20)))

    messages = only(rendered(say(Entries((ref("ym-061"), ref("ym-062"), ref("ym-unknown")))), known=known))

    assert "終わった所" not in json.dumps(messages, ensure_ascii=False)
    assert messages[1]["text"] == TEXTS(Text("entry-gone"))


def test_the_wrong_button_names_the_version_she_read() -> None:
    [message] = only(rendered(say(Entries((ref(),)))))

    assert found_in(message, "postback")[0]["data"] == "wrong:ym-061:3"


def test_sentences_in_a_row_make_one_message_and_a_persons_words_stand_alone() -> None:
    messages = only(rendered(say(Text("call"), Text("open-page"), Verbatim("こんにちは", by="三浦"), Text("call"))))

    assert [message["text"] for message in messages] == [
        "電話をかける\n\nホームページを見る",
        "三浦より\nこんにちは",
        "電話をかける",
    ]


def test_explained_terms_do_not_stop_an_answer() -> None:
    messages = only(rendered(say(Terms(("気管切開",)), Text("call"))))

    assert [message["text"] for message in messages] == ["電話をかける"]


def test_choices_stand_under_the_last_message() -> None:
    longest = "👨‍👩‍👧" * 17

    *_, last = only(rendered(say(Verbatim("a"), Verbatim("b"), choices=(Choice(label(longest), "person"),))))

    [item] = last["quickReply"]["items"]
    assert item["action"]["label"] == item["action"]["displayText"] == "電話：" + longest
    assert item["action"]["data"] == "person"


def test_more_choices_than_quick_replies_hold_become_buttons() -> None:
    towns = tuple(Choice(label(str(number)), f"slot:municipality:{number}") for number in range(64))

    messages = only(rendered(say(Text("call"), choices=towns)))

    assert [message["type"] for message in messages] == ["text", "flex", "flex"]
    assert [action["data"] for action in found_in(messages, "postback")] == [town.code for town in towns]


def test_a_code_that_does_not_fit_is_refused_rather_than_cut() -> None:
    with pytest.raises(CodeTooLong):
        rendered(say(Text("call"), choices=(Choice(Text("call"), "x" * 301),)))


def test_a_very_long_entry_ends_with_a_whole_sentence_and_says_where_the_rest_is() -> None:
    known = directory(entry(description="とても長い説明です。" * 2_000, how_to_apply="申し込み。" * 900))

    [message] = only(rendered(say(Entries((ref(),))), known=known))

    shown = [text["text"] for text in found_in(message, "text") if text["text"].startswith("とても長い説明")]
    assert shown[0].endswith("とても長い説明です。 くわしくは、電話でおたずねください。")


def test_more_than_five_messages_come_in_batches_with_the_choices_last() -> None:
    parts = tuple(Verbatim(str(number)) for number in range(7))

    batches = rendered(say(*parts, choices=(Choice(Text("call"), "person"),)))

    assert [len(batch) for batch in batches] == [5, 2]
    assert ["quickReply" in message for batch in batches for message in batch] == [False] * 6 + [True]


def test_nothing_to_say_is_no_message() -> None:
    assert rendered(say(Verbatim(" \n "))) == []
    assert rendered(say()) == []


def test_four_emergency_numbers_stand_in_one_bubble() -> None:
    numbers = ("119", "#8000", "#7119", "110")
    known = directory(*(emergency_line(number, f"緊急{number}") for number in numbers))
    refs = tuple(ref(f"nat-{number.strip('#')}") for number in numbers)

    [message] = only(rendered(say(Entries(refs, lines=True)), known=known))

    assert message["contents"]["type"] == "bubble"
    assert [action["uri"] for action in found_in(message, "uri")] == [
        "tel:119",
        "tel:%238000",
        "tel:%237119",
        "tel:110",
    ]


def test_choices_whose_names_are_too_long_for_a_button_are_shown_in_full() -> None:
    desks = (
        "横須賀・三浦 医療的ケア児等コーディネーター窓口（北）",
        "横須賀・三浦 医療的ケア児等コーディネーター窓口（南）",
        "任せる",
    )
    choices = tuple(Choice(Text("choice-town", {"town_code": name}), f"desk:{n}") for n, name in enumerate(desks))

    messages = only(rendered(say(Text("call"), choices=choices)))

    assert "quickReply" not in str(messages)
    read = words_in(messages[-1])
    assert all(name in read for name in desks)
    actions = [button["action"] for button in found_in(messages[-1], "button")]
    assert [one["data"] for one in actions] == ["desk:0", "desk:1", "desk:2"]
    assert [one["label"] for one in actions] == ["これを選ぶ", "これを選ぶ", "任せる"]
    assert [one["displayText"] for one in actions] == list(desks)
