"""Every value that is stored comes back equal, whatever stands in it. Hypothesis fills the fields by their types."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from knowledge.resource import Resource
from routing.case import Case, Conversation, Message
from routing.decision import Consented, Judged, Record, Reviewed, RosterChanged
from routing.effects import Effect, Say, Text, Verbatim, Wake
from storage import records, values
from storage.database import Database, Tx
from tests.builders import at, some_case
from tests.storage.builders import NOW

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)  # half an emoji never gets past the inbox
TOKYO_TIMES = st.integers(0, 10**9).map(lambda seconds: at("0:00") + timedelta(seconds=seconds))

st.register_type_strategy(Mapping, lambda shape: st.dictionaries(*map(st.from_type, get_args(shape)), max_size=3))
st.register_type_strategy(str, WORDS)
st.register_type_strategy(type(NOW), TOKYO_TIMES)

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", get_args(Effect), ids=lambda kind: kind.__name__)
@quick
@given(data=st.data())
def test_every_kind_of_effect_comes_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    effect = data.draw(st.from_type(kind))

    loaded = values.effect.validate_json(values.dump(values.effect, effect))

    assert loaded == effect
    assert type(loaded) is kind


@pytest.mark.parametrize("kind", get_args(Record), ids=lambda kind: kind.__name__)
@quick
@given(data=st.data())
def test_every_kind_of_record_comes_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    if isinstance(record, Reviewed):  # the words of a correction stand in the entry, the journal keeps which fields
        record = replace(record, changes=tuple((name, "") for name, _ in record.changes))
    if isinstance(record, Judged):  # the wording is sealed in a table of its own
        record = replace(record, wording="")

    if isinstance(record, RosterChanged):  # the words to a colleague stand with the change, sealed
        record = replace(record, change=replace(record.change, words=""))

    loaded = values.load_record(values.record_kind(record), values.dump_record(record))

    assert loaded == record
    assert type(loaded) is kind


@pytest.mark.parametrize(
    ("adapter", "kind"),
    [
        (values.case, Case),
        (values.conversation, Conversation),
        (values.message, Message),
        (values.resource, Resource),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
@quick
@given(data=st.data())
def test_every_stored_value_comes_back_as_it_was(
    adapter: TypeAdapter[Any], kind: type[Any], data: st.DataObject
) -> None:
    value = data.draw(st.from_type(kind))

    assert adapter.validate_json(values.dump(adapter, value)) == value


def test_every_kind_of_effect_says_its_kind_and_no_two_the_same() -> None:
    kinds = [shape.__dataclass_fields__["kind"].default for shape in get_args(Effect)]

    assert len(kinds) == len(set(kinds))


def test_words_that_look_like_something_else_stay_words() -> None:
    said = Say("talk", (Text("greeting", {"count": 3, "code": "3", "zero": "007"}), Verbatim("null"), Verbatim("1.0")))

    assert values.effect.validate_json(values.dump(values.effect, said)) == said


def test_an_instant_keeps_its_offset_so_that_its_date_stays_the_regions() -> None:
    wake = Wake("case-1", at("0:30"), "follow-up")

    loaded = values.effect.validate_json(values.dump(values.effect, wake))

    assert isinstance(loaded, Wake)
    assert loaded.at.date() == at("0:30").date()


def test_a_value_of_another_version_is_refused_rather_than_guessed() -> None:
    written = values.dump(values.case, some_case()).replace('"waiting"', '"abandoned"')

    with pytest.raises(ValueError):
        values.case.validate_json(written)


def test_records_are_kept_in_order_and_by_kind(database: Database) -> None:
    first, second = (
        Consented("case-1", "person-1", "given", "consent-1"),
        Consented("case-2", "person-2", "pending", ""),
    )

    def keep(tx: Tx) -> None:
        records.add(tx, first, NOW)
        records.add(tx, second, NOW)

    database.run_sync(keep)

    assert database.run_sync(lambda tx: records.of_kind(tx, "consent")) == (first, second)
    assert database.run_sync(lambda tx: records.of_kind(tx, "unmet")) == ()


def test_a_case_of_before_keeps_its_words_when_a_field_with_a_default_was_added() -> None:
    written = values.dump(values.case, replace(some_case(), words="夜眠れません")).replace('"told_owner":null,', "")

    assert values.case.validate_json(written).words == "夜眠れません"
