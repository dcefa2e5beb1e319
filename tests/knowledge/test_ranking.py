"""What must hold for every question, whatever its words."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matcher import Matcher
from knowledge.resource import Audience, Resource
from knowledge.training import utterances
from tests.knowledge.samples import (
    HAYAMA,
    KAMAKURA,
    MIURA,
    TODAY,
    YOKOSUKA,
    ZUSHI,
    matcher,
    matcher_of,
    some_entry,
    taxonomy,
)

TEXTS = st.sampled_from([u.text for u in utterances()])
TOWNS = st.sampled_from(["", "横須賀市、", "鎌倉です。", "逗子在住。", "三浦市。", "葉山町の"])
AUDIENCES = st.sampled_from(Audience)
CODES = (YOKOSUKA, KAMAKURA, ZUSHI, MIURA, HAYAMA)


def entries() -> st.SearchStrategy[Resource]:
    return st.builds(
        lambda number, topics, care, towns, ages, capacity, age_of_check: some_entry(
            id=f"ym-{number}",
            topics=tuple(topics),
            care_types_accepted=tuple(care),
            municipalities_served=tuple(towns),
            age_min_months=ages[0],
            age_max_months=ages[1],
            capacity=capacity,
            verified_on=TODAY - timedelta(days=age_of_check),
        ),
        st.integers(100, 999),
        st.lists(st.sampled_from(sorted(taxonomy().topics)), min_size=1, max_size=3, unique=True),
        st.sampled_from([("any",), ("ask",), ("none",), ("suction", "oxygen"), ("tube-feeding",)]),
        st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True),
        st.sampled_from([(None, None), (0, 83), (72, 227), (216, None)]),
        st.sampled_from(["open", "waiting", "full", "unknown"]),
        st.integers(0, 500),
    )


@settings(max_examples=60, deadline=None)
@given(town=TOWNS, text=TEXTS, audience=AUDIENCES)
def test_the_rules_of_the_directory_hold_for_every_answer(town: str, text: str, audience: Audience) -> None:
    understood = matcher().understand(town + text)

    for match in matcher().answer(understood, audience, TODAY).matches:
        entry = matcher().directory[match.entry_id]
        assert entry.visible_to(audience, TODAY)
        if understood.slots.municipality is not None:
            assert entry.serves(understood.slots.municipality)


@settings(max_examples=40, deadline=None)
@given(pool=st.lists(entries(), min_size=1, max_size=8, unique_by=lambda e: e.id), text=TEXTS, seed=st.randoms())
def test_the_order_of_a_directory_does_not_matter(pool: list[Resource], text: str, seed: object) -> None:
    shuffled = sorted(pool, key=lambda entry: hash((repr(seed), entry.id)))

    def answer(by: Matcher) -> object:
        return by.answer(by.understand(text), Audience.SUPPORTER, TODAY)

    in_order = matcher_of(*sorted(pool, key=lambda entry: entry.id))
    assert answer(in_order) == answer(matcher_of(*shuffled))


@settings(max_examples=40, deadline=None)
@given(text=TEXTS)
def test_naming_an_entry_never_lowers_it(text: str) -> None:
    entry = matcher().directory["ym-136"]

    def place(message: str) -> int:
        understood = replace(matcher().understand(message))
        matches = matcher().answer(understood, Audience.SUPPORTER, TODAY).matches
        return next((at for at, match in enumerate(matches) if match.entry_id == entry.id), 99)

    assert place(f"{text} たまてばこ羅紗") <= place(text)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_understood_somehow(text: str) -> None:
    understood = matcher().understand(text)

    answer = matcher().answer(understood, Audience.FAMILY, TODAY)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer == matcher().answer(matcher().understand(text), Audience.FAMILY, TODAY)


def test_equal_entries_keep_the_order_of_their_ids() -> None:
    twins = [some_entry(id=f"ym-{number}") for number in (3, 1, 2)]

    by = matcher_of(*sorted(twins, key=lambda entry: entry.id))
    matches = by.answer(by.understand("横須賀の訪問看護"), Audience.FAMILY, TODAY).matches

    assert [match.entry_id for match in matches] == ["ym-1", "ym-2", "ym-3"]


def test_a_confirmed_question_lifts_its_entry_and_gives_the_reason() -> None:
    pair = (some_entry(id="ym-1"), some_entry(id="ym-2"))
    plain = matcher_of(*pair)
    taught = Matcher(plain.taxonomy, plain.directory, plain.places, confirmed=[("夜だけ来てくれる看護師さん", "ym-2")])

    def first(by: Matcher, text: str) -> str:
        return by.answer(by.understand(text), Audience.FAMILY, TODAY).matches[0].entry_id

    assert first(plain, "横須賀で、夜だけ来てくれる看護師さんの訪問看護") == "ym-1"
    assert first(taught, "横須賀で、夜だけ来てくれる看護師さんの訪問看護") == "ym-2"
    assert first(taught, "横須賀の訪問看護") == "ym-1"


def test_a_confirmed_question_never_opens_what_the_rules_hide() -> None:
    hidden = some_entry(id="ym-2", verified_on=None, verified_by="unverified")
    plain = matcher_of(some_entry(id="ym-1"), hidden)
    taught = Matcher(plain.taxonomy, plain.directory, plain.places, confirmed=[("横須賀の訪問看護", "ym-2")])

    answer = taught.answer(taught.understand("横須賀の訪問看護"), Audience.FAMILY, TODAY)

    assert [match.entry_id for match in answer.matches] == ["ym-1"]


def test_a_hospice_is_shown_only_to_those_who_ask_for_one() -> None:
    hospice = some_entry(id="ym-1", topics=("pediatric-palliative", "sibling-support"))
    by = matcher_of(hospice, some_entry(id="ym-2", topics=("sibling-support",)))

    def shown(text: str) -> list[str]:
        return [match.entry_id for match in by.answer(by.understand(text), Audience.FAMILY, TODAY).matches]

    assert shown("横須賀のきょうだいの会") == ["ym-2"]
    assert "ym-1" in shown("横須賀のこどもホスピス")


def test_who_asks_for_a_language_is_shown_who_speaks_it() -> None:
    english = some_entry(id="ym-1", topics=("language-support",), languages=("en", "ja"))
    many = some_entry(id="ym-2", topics=("language-support",), languages=("en", "pt", "ja"))
    by = matcher_of(english, many)

    matches = by.answer(by.understand("横須賀でポルトガル語の通訳"), Audience.FAMILY, TODAY).matches

    assert [match.entry_id for match in matches] == ["ym-2"]


def test_the_second_one_is_the_second_that_was_shown() -> None:
    context = [
        ("user", "逗子で預かってくれるところ"),
        ("bot", "①逗子 放課後の居場所 ろうそく岩 ②逗子の預かり室 うたたね帆船"),
    ]

    understood = matcher().understand("2番目のところは何時からですか", context)  # type: ignore[arg-type]

    assert understood.meant == "ym-071"


def test_a_town_outside_the_region_gets_no_neighbours_entries() -> None:
    understood = matcher().understand("横浜市に住んでいます。訪問看護を探しています")

    answer = matcher().answer(understood, Audience.FAMILY, TODAY)

    assert understood.slots.elsewhere
    assert answer.kind == "unknown"
