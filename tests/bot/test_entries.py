import shutil
from pathlib import Path

from bot.maintenance import import_region
from bot.product import entries_of
from bot.region import load, shipped_folder
from bot.settings import Store
from knowledge.taxonomy import Taxonomy

NATIONAL = Path(__file__).parent.parent.parent / "knowledge" / "data" / "national.csv"


def region_with_own_hours(folder: Path) -> Path:
    """A region that knows the hours of #8000 in its prefecture."""
    shutil.copytree(shipped_folder() / "yokosuka-miura", folder)
    line = next(one for one in NATIONAL.read_text("utf-8").splitlines() if one.startswith("nat-8000,"))
    with (folder / "directory.csv").open("a", encoding="utf-8") as table:
        table.write(line.replace(",ask,", ",MO-FR 19:00-23:00,", 1) + "\n")
    return folder


def test_a_regions_own_copy_of_a_national_line_goes_before_it(tmp_path: Path) -> None:
    place = region_with_own_hours(tmp_path / "region")

    hours = [entry.hours for entry in entries_of(load(place), Taxonomy.load()) if entry.id == "nat-8000"]

    assert hours == ["MO-FR 19:00-23:00"]


def test_importing_the_same_folder_again_changes_nothing(tmp_path: Path) -> None:
    place = region_with_own_hours(tmp_path / "region")
    store = Store(f"sqlite:///{tmp_path / 'tsunagu.sqlite3'}", str(place), "a-secret-for-tests-only-0123456789")

    first, second = [list(import_region(store, dry_run=False)) for _ in range(2)]

    assert first.count("added nat-8000") == 1
    assert second[:-1] == []
    assert second[-1].startswith("0 added, 0 changed, 0 gone")
