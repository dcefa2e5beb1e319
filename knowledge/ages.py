"""How old the child is, as far as a message says; never the age of a brother, sister or parent."""

import unicodedata
from dataclasses import dataclass

import regex

from knowledge.language import language
from knowledge.spans import Spans
from knowledge.text import normalise

TEN = 10
OLDEST_YEARS = 45

# Ages in April-to-March school years: a first-year pupil is 6 or 7.
PRIMARY_FIRST, LOWER_FIRST, UPPER_FIRST = 6, 12, 15


@dataclass(frozen=True, slots=True)
class Age:
    """`months` when it was said; `span` is what the words allow, from an age, a grade or a stage."""

    months: int | None = None
    span: tuple[int, int] | None = None
    stage: str | None = None


def age_in(text: str) -> Age:
    return age_of(normalise(text))


def age_of(plain: str) -> Age:
    """The child's age as `plain` (normalised) says it; the latest statement wins."""
    plain = language().pattern("age-kanji").sub(lambda found: str(_number(found[0])), plain)
    plain = language().pattern("age-in-kana").sub(_in_digits, plain)
    statements = [found for found in _statements(plain) if not _of_someone_else(plain, *found[:2])]
    said = [(at, months) for at, _, months in statements]
    if said:
        months = max(said)[1]
        return Age(months, (months, months + 11) if months >= 24 and months % 12 == 0 else (months, months))
    return _grade(plain)


def _statements(plain: str) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    taken: list[tuple[int, int]] = []
    for name in ("age-years", "age-months", "age-days", "age-bare"):
        earlier = Spans(taken)
        for match in language().pattern(name).finditer(plain):
            if earlier.meet(*match.span()):
                continue
            months = _months(match)
            if months is None or months > OLDEST_YEARS * 12:
                continue
            taken.append(match.span())
            if language().pattern("age-past-after").match(plain, match.end()):
                continue
            soon = language().pattern("age-soon-before").search(plain[max(0, match.start() - 8) : match.start()])
            found.append((match.start(), match.end(), months - 1 if soon and months else months))
    return found


def _months(match: regex.Match[str]) -> int | None:
    part = {name: value for name, value in match.groupdict().items() if value}
    if "years" in part:
        months = int(part["years"]) * 12 + (6 if "half" in part else 0) + int(part.get("months", 0))
    elif "months" in part:
        months = int(part["months"])
    elif "weeks" in part:
        months = int(part["weeks"]) // 4
    elif "days" in part:
        months = int(part["days"]) // 30
    else:
        return None
    return months


def _of_someone_else(plain: str, start: int, end: int) -> bool:
    if language().pattern("age-in-brackets-with-care").match(plain, max(0, plain.rfind("(", 0, start))):
        return False
    before, after = language().pattern("age-other-before"), language().pattern("age-other-after")
    return bool(before.search(plain[max(0, start - 12) : start]) or after.match(plain, end))


def _grade(plain: str) -> Age:
    spoken = [
        (match.start(), first + _number(match["grade"]) - 1)
        for name, first in (("primary", PRIMARY_FIRST), ("lower", LOWER_FIRST), ("upper", UPPER_FIRST))
        for match in language().pattern(f"grade-{name}").finditer(plain)
        if not _of_someone_else(plain, match.start(), match.end())
    ]
    if spoken:
        years = max(spoken)[1]
        stage = "school_age" if years < UPPER_FIRST else "adult_transition"
        return Age(span=(years * 12, years * 12 + 23), stage=stage)
    for name, span, stage in (
        ("before-school", (48, 83), "preschool"),
        ("lower", (144, 191), "school_age"),
        ("primary", (72, 155), "school_age"),
        ("upper", (180, 227), "adult_transition"),
        ("adult", (204, 300), "adult_transition"),
    ):
        for match in language().pattern(f"stage-{name}").finditer(plain):
            if not _of_someone_else(plain, match.start(), match.end()):
                return Age(span=span, stage=stage)
    if language().pattern("stage-home").search(plain):
        return Age(stage="birth_to_home")
    return Age()


def _in_digits(match: regex.Match[str]) -> str:
    """The spoken number as digits: the groups of the pattern are named n1 to n19."""
    return next(name[1:] for name, said in match.groupdict().items() if said)


def _number(text: str) -> int:
    """The number that digits, or the signs for one to ninety-nine, stand for."""
    if text.isdecimal():
        return int(text)
    total = 0
    for value in (int(unicodedata.numeric(char)) for char in text):
        total = max(total, 1) * TEN if value == TEN else total + value
    return total
