import csv
import io
from pathlib import Path

import pytest

from knowledge.importers import Problem, UnreadableDirectory, csv_table
from tests.knowledge.samples import REGION, sample_directory, taxonomy

GOOD = {
    "id": "ym-901",
    "name": "みほんの家",
    "name_kana": "ミホンノイエ",
    "organization": "みほん",
    "topics": "home-visit-nursing",
    "care_types_accepted": "any",
    "municipalities_served": "142018",
    "municipality_located": "142018",
    "life_stages": "preschool",
    "description_ja": "みほん。",
    "description_easy_ja": "みほんです。",
    "hours": "MO-FR 09:00-17:00; PH off",
    "phone": "000-0000-0901",
    "capacity_status": "open",
    "referral_required": "no",
    "languages": "ja",
    "verified_on": "2026-10-01",
    "verified_by_role": "coordinator",
}


def table(*rows: dict[str, str], columns: tuple[str, ...] = csv_table.COLUMNS, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def problems_of(tmp_path: Path, content: str | bytes) -> tuple[Problem, ...]:
    path = tmp_path / "directory.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with pytest.raises(UnreadableDirectory) as refused:
        csv_table.read(path, taxonomy())
    return refused.value.problems


def test_the_sample_directory_is_read_whole() -> None:
    entries = csv_table.read(REGION / "directory.csv", taxonomy())

    assert len(entries) == 171
    assert not any(entry.is_national for entry in entries)
    assert len(sample_directory()) == 186


def test_every_topic_has_an_entry_in_the_sample() -> None:
    assert {topic for entry in sample_directory() for topic in entry.topics} == set(taxonomy().topics)


def test_every_line_an_alarm_shows_exists() -> None:
    for found in taxonomy().urgency.values():
        for part in (found, *found.subclasses):
            assert all(line in sample_directory().entries for line in (*part.first_lines, *part.also_if_unsure))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_table_is_read_in_the_encodings_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "directory.csv"
    path.write_bytes(table(GOOD).encode(encoding))

    (entry,) = csv_table.read(path, taxonomy())

    assert entry.name == "みほんの家"
    assert entry.email is None
    assert entry.valid_until is None


def test_a_table_with_tabs_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "directory.csv"
    path.write_bytes(table(GOOD, delimiter="\t").encode("utf-16"))

    assert csv_table.read(path, taxonomy())[0].id == "ym-901"


def test_a_picture_is_not_a_table(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xfd")

    assert "UTF-8, Shift_JIS" in problem.expected


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("id", "YM 901", "small letters and digits"),
        ("name", "", "some text"),
        ("name", " みほん", "no blanks at the ends"),
        ("name", "か\u3099き", "composed characters"),
        ("name_kana", "ﾐﾎﾝ", "full-width katakana"),
        ("topics", "", "at least one code"),
        ("topics", "home-visit-nurse", "perhaps home-visit-nursing"),
        ("topics", "home-visit-nursing;home-visit-nursing", "each code once"),
        ("care_types_accepted", "any;suction", "any alone"),
        ("municipalities_served", "142018;prefecture", "prefecture alone"),
        ("municipalities_served", "142019", "a known code, perhaps 142018"),
        ("municipality_located", "999999", "a known code"),
        ("life_stages", "school", "one of birth_to_home"),
        ("age_min_months", "3歳", "a whole number of months"),
        ("hours", "平日9時から", "rules such as MO-FR"),
        ("hours", "MO-FR 09:00-25:00", "rules such as MO-FR"),
        ("phone", "でんわ", "a telephone number"),
        ("phone", "", "no way to reach"),
        ("url", "www.example.jp", "begins with https://"),
        ("email", "ym@", "a mail address"),
        ("capacity_status", "maybe", "one of open, waiting, full, unknown"),
        ("referral_required", "yes", "one of no, doctor"),
        ("languages", "japanese", "two-letter codes"),
        ("verified_on", "2026/10/01", "a date as YYYY-MM-DD"),
        ("verified_on", "20261001", "a date as YYYY-MM-DD"),
        ("verified_on", "", "a date, or nothing together with the role unverified"),
        ("verified_by_role", "me", "one of coordinator"),
        ("valid_until", "2026-02-30", "a date as YYYY-MM-DD"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_what_was_expected(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    problems = problems_of(tmp_path, table(GOOD | {"id": "ym-900"}, GOOD | {column: value}))

    assert {(problem.line, problem.column) for problem in problems} == {(3, column)}
    assert expected in problems[0].expected


def test_ages_must_run_upwards(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, table(GOOD | {"age_min_months": "72", "age_max_months": "36"}))

    assert str(problem) == "directory.csv line 2, age_max_months: '36'; expected more than age_min_months (72)"


def test_an_id_used_twice_names_the_first_line(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, table(GOOD, GOOD))

    assert "line 2 has it already" in problem.expected


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    long = GOOD | {"id": "ym-900", "description_ja": "一行目。\n二行目。"}

    (problem,) = problems_of(tmp_path, table(long, GOOD | {"hours": "?"}))

    assert problem.line == 4


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, table(GOOD | {"topics": "x", "hours": "x"}, GOOD | {"languages": "x"}))

    assert [problem.column for problem in problems] == ["topics", "hours", "id", "languages"]


def test_headings_must_be_ours(tmp_path: Path) -> None:
    columns = (*csv_table.COLUMNS[1:], "memo")

    problems = problems_of(tmp_path, table({"memo": "x"}, columns=columns))

    assert [problem.expected[:20] for problem in problems] == ["also the columns id", "one of id, name, nam"]


def test_an_empty_file_asks_for_its_headings(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "")

    assert problem.expected.startswith("also the columns id, name")


def test_a_row_with_a_cell_too_few_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, table() + "ym-1,short\r\n")

    assert (problem.line, problem.expected) == (2, f"{len(csv_table.COLUMNS)} cells")


def test_broken_quotes_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, table() + '"ym-1"x,')

    assert "RFC 4180" in problem.expected
