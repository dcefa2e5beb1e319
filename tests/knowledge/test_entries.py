from dataclasses import replace
from pathlib import Path

from knowledge.entries import Snapshot
from knowledge.matcher import Matcher, telling_names
from knowledge.resource import Audience
from knowledge.text import fold, normalise
from tests.knowledge.samples import TODAY, matcher, places, sample_directory, taxonomy

ASKED = ("鎌倉で呼吸器の子の訪問看護", "逗子の放デイ 小3 胃ろう", "しおさいボタンの電話番号", "横須賀で手当の申請")


def written(folder: Path, previous: Path | None = None, **changed: str) -> int:
    entries = [replace(e, description=changed[e.id]) if e.id in changed else e for e in sample_directory()]
    return Snapshot.write(folder, entries, taxonomy(), telling_names(), previous)


def test_a_directory_on_disk_answers_as_in_memory(tmp_path: Path) -> None:
    written(tmp_path)

    snapshot = Snapshot(tmp_path)
    stored = Matcher(taxonomy(), snapshot.directory, places(), snapshot.index)

    assert len(snapshot.directory) == len(sample_directory())
    for entry in sample_directory():
        assert snapshot.directory[entry.id] == entry
    for text in ASKED:
        for audience in Audience:
            kept = stored.answer(stored.understand(text), audience, TODAY)
            fresh = matcher().answer(matcher().understand(text), audience, TODAY)
            assert kept.kind == fresh.kind
            assert {m.entry_id for m in kept.matches[:3]} == {m.entry_id for m in fresh.matches[:3]}


def test_only_what_changed_is_analysed_again(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"

    assert written(first) == len(sample_directory())
    assert written(second, first, **{"ym-001": "ぜんぜん違う説明です。"}) == 1
    assert written(tmp_path / "three", second, **{"ym-001": "ぜんぜん違う説明です。"}) == 0


def test_names_are_found_whole_and_everyday_words_are_none(tmp_path: Path) -> None:
    written(tmp_path)
    index = Snapshot(tmp_path).index

    def named(text: str) -> set[str]:
        return {index.ids[row] for hit in index.names.find(fold(normalise(text))) for row in hit.rows}

    assert named("しおさいボタンさんに電話したい") == {"ym-028", "ym-169"}
    assert named("しおさい ボタン") == {"ym-028", "ym-169"}
    assert named("訪問看護ステーションを探しています") == set()
    assert named("横須賀市の窓口") == set()
    assert named("蓄電池の助成") == set()


def test_an_empty_directory_is_a_directory(tmp_path: Path) -> None:
    Snapshot.write(tmp_path, [], taxonomy(), telling_names())
    snapshot = Snapshot(tmp_path)

    by = Matcher(taxonomy(), snapshot.directory, places(), snapshot.index)

    assert by.answer(by.understand("訪問看護"), Audience.FAMILY, TODAY).kind == "unknown"
