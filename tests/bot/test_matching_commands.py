import json
import re
from collections.abc import Iterable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.matching_cli import app
from bot.matching_commands import BadLine, match_documents, match_questions, matcher_of
from bot.region import load

TODAY = date(2026, 11, 21)
REGION = load("yokosuka-miura")
MATCHER = matcher_of(REGION)


def asked(*rows: Any) -> list[dict[str, Any]]:
    out = StringIO()
    match_questions(MATCHER, _lines(rows), out, TODAY)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def measured(*rows: Any) -> list[dict[str, Any]]:
    out = StringIO()
    match_documents(_lines(rows), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def _lines(rows: Iterable[Any]) -> list[str]:
    return [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]


def test_a_question_of_the_line_protocol_gets_every_field() -> None:
    (answer,) = asked(
        {"id": "q", "channel": "line", "requester": "family", "context": [], "text": "鎌倉で3歳、気切の子の訪問看護"}
    )

    assert set(answer) == {
        "id", "ranked", "declined", "urgency", "topics", "municipality", "age_months", "care_types", "confidence",
    }  # fmt: skip
    assert (answer["municipality"], answer["age_months"], answer["care_types"]) == ("142042", 36, ["tracheostomy"])
    assert answer["ranked"][0] == "ym-034"
    assert answer["declined"] is False


def test_an_alarm_ranks_its_lines_first_and_is_never_declined() -> None:
    (emergency, supply) = asked(
        {"id": "1", "text": "息をしていません"}, {"id": "2", "text": "鎌倉、吸引カテーテルが残り2本"}
    )

    assert (emergency["ranked"], emergency["declined"]) == (["nat-119"], False)
    assert supply["urgency"] == "end_of_supply"
    assert "ym-053" in supply["ranked"][:3]


def test_supporters_are_shown_what_families_are_not() -> None:
    row = {"id": "q", "text": "葉山町の訪問看護"}

    family, supporter = asked(row | {"channel": "line"}, row | {"channel": "slack"})

    assert "ym-039" not in family["ranked"]
    assert "ym-039" in supporter["ranked"]


def test_context_is_heard() -> None:
    context = [{"role": "user", "text": "逗子で4歳の児童発達支援"}, {"role": "bot", "text": "ご案内します。"}]

    (answer,) = asked({"id": "q", "context": context, "text": "鎌倉だったら？"})

    assert (answer["municipality"], answer["age_months"]) == ("142042", 48)
    assert answer["topics"][0] == "child-development-support"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "q"}', '{"id": "q", "text": "x", "channel": "fax"}'])
def test_a_line_that_is_no_question_is_named(line: str) -> None:
    with pytest.raises(BadLine, match="line 2"):
        asked({"id": "q", "text": "訪問看護"}, line)


def test_documents_are_taken_taught_and_asked() -> None:
    ready, before, after = measured(
        {
            "documents": [
                {"id": "a", "question": "粗大ごみ", "answer": "電話で。"},
                {"id": "b", "question": "図書館", "answer": ""},
            ]
        },
        {"id": "1", "query": "粗大ごみの日", "k": 1},
        {"confirmed": [{"query": "本を借りたい", "id": "b"}]},
        {"id": "2", "query": "本を借りる"},
    )

    assert ready == {"ready": True}
    assert [result["id"] for result in before["results"]] == ["a"]
    assert after["results"][0]["id"] == "b"
    assert 0 <= after["confidence"] <= 1


def test_a_query_before_any_document_is_refused() -> None:
    with pytest.raises(BadLine, match="documents"):
        measured({"id": "1", "query": "x"})


def test_ask_explains_itself() -> None:
    result = CliRunner().invoke(app, ["ask", "鎌倉で3歳、気切の子の訪問看護", "--explain"])

    assert result.exit_code == 0
    for expected in (
        "municipality: 142042",
        "need      home-visit-nursing",
        "ym-034",
        "town: 142042",
        "decision  answer",
    ):
        assert expected in result.output


def test_a_questions_file_is_scored(tmp_path: Path) -> None:
    row = {
        "id": "q", "channel": "line", "requester": "family", "context": [], "text": "逗子市の蓄電池の助成",
        "topics": ["generator-battery-subsidy"], "municipality": "142085", "age_months": None, "care_types": [],
        "urgency": "none", "answerable": True, "relevant": {"ym-056": 2}, "must_not": [], "must_not_why": {},
        "difficulty": "direct",
    }  # fmt: skip
    (tmp_path / "q.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    result = CliRunner().invoke(app, ["eval", str(tmp_path / "q.jsonl")])

    assert result.exit_code == 0
    assert re.search(r"answers\.hit@3 +1\.000", result.output)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["match"], "--jsonl"),
        (["eval", "/nowhere.jsonl"], "/nowhere.jsonl"),
        (["ask", "x", "--today", "tomorrow"], "--today 'tomorrow'"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
