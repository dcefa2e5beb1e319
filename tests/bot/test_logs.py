import json
import logging
import sys

import pytest

from bot.logs import JsonLines


def logged(said: str, *args: object, **ids: object) -> dict[str, object]:
    record = logging.LogRecord("tsunagu.delivery", logging.ERROR, __file__, 1, said, args, None)
    record.__dict__.update(ids)
    line = JsonLines().format(record)
    assert "\n" not in line
    read: dict[str, object] = json.loads(line)
    return read


def test_a_line_is_one_object_with_the_ids_it_concerns() -> None:
    line = logged("sending %s %s refused: %s", 7, "say", "quota", sending=7, case="case-1")

    assert line["said"] == "sending 7 say refused: quota"
    assert (line["level"], line["from"], line["sending"], line["case"]) == ("ERROR", "tsunagu.delivery", 7, "case-1")
    assert "event" not in line


def test_no_traceback_stands_in_it_for_it_may_quote_somebody() -> None:
    try:
        int("夜眠れません")
    except ValueError:
        record = logging.LogRecord("tsunagu", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = JsonLines().format(record)

    assert json.loads(line)["error"] == "ValueError"
    assert "夜眠れません" not in line


@pytest.mark.parametrize("case", [None, "case-1"])
def test_an_id_that_is_not_known_is_left_out(case: str | None) -> None:
    assert ("case" in logged("x", case=case)) is (case is not None)
