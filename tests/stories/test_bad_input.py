"""Whatever is wrong at the start is one clear line and exit 2, and nothing is half-loaded."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.region import shipped_folder
from tests.stories.command_line import CommandLine, Ran, command_line

SECRETS = {
    "LINE_CHANNEL_SECRET": "line-secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "line-token",
    "SLACK_BOT_TOKEN": "xoxb-token",
    "SLACK_SIGNING_SECRET": "slack-secret",
    "TSUNAGU_SECRET_KEY": "a-long-enough-secret-for-this-test-0123",
}
NOT_SAID = ("Traceback", *(value for value in SECRETS.values()), "hunter2")


@pytest.fixture(scope="module")
def tsunagu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    with command_line(tmp_path_factory.mktemp("cli")) as line:
        yield line


@dataclass
class Place:
    """A region folder to spoil, and where the database would be."""

    folder: Path
    tsunagu: CommandLine
    env: dict[str, str]

    @property
    def region(self) -> Path:
        return self.folder / "region"

    @property
    def database(self) -> Path:
        return self.folder / "tsunagu.sqlite3"

    def spoil(self, name: str, was: str, becomes: str) -> None:
        path = self.region / name
        text = path.read_text("utf-8")
        assert was in text
        path.write_text(text.replace(was, becomes, 1), "utf-8")

    def serve(self, *more: str) -> Ran:
        return self.tsunagu.run("serve", "--port", "0", *more, env=self.env)

    def refuses(self, *words: str, ran: Ran | None = None) -> None:
        """One clear line for each thing that is wrong, with these words, exit 2, and a database nobody touched."""
        before = self.database.read_bytes() if self.database.exists() else None
        ran = ran or self.serve()
        assert ran.code == 2, ran.err
        assert ran.err.startswith("tsunagu: ")
        for word in words:
            assert word in ran.err, ran.err
        assert not [word for word in NOT_SAID if word in ran.err]
        assert (self.database.read_bytes() if self.database.exists() else None) == before


@pytest.fixture
def place(tmp_path: Path, tsunagu: CommandLine) -> Place:
    shutil.copytree(shipped_folder() / "yokosuka-miura", tmp_path / "region")
    env = {**SECRETS, "TSUNAGU_REGION": str(tmp_path / "region")}
    return Place(tmp_path, tsunagu, {**env, "DATABASE_URL": f"sqlite:///{tmp_path / 'tsunagu.sqlite3'}"})


# -- the environment ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "  "], ids=["missing", "blank"])
@pytest.mark.parametrize("name", [*SECRETS, "TSUNAGU_REGION"])
def test_each_setting_that_is_missing_is_named(place: Place, name: str, value: str | None) -> None:
    del place.env[name]
    if value is not None:
        place.env[name] = value

    place.refuses(f"{name} is not set; expected")


def test_every_missing_setting_is_named_at_once(place: Place) -> None:
    ran = place.tsunagu.run("serve", env={})

    assert ran.code == 2
    assert [name for name in SECRETS if name not in ran.err] == []
    assert len(ran.lines) == len(SECRETS) + 1


@pytest.mark.parametrize("name", ["LINE_API_BASE", "LINE_DATA_API_BASE", "SLACK_API_BASE"])
@pytest.mark.parametrize(
    "value", ["ftp://example.jp", "example.jp", "http://", "https:///path", "http://a b", "http://a:port"]
)
def test_a_wrong_address_is_named(place: Place, name: str, value: str) -> None:
    place.env[name] = value

    place.refuses(name)


def test_a_short_secret_is_refused_without_being_shown(place: Place) -> None:
    place.env["TSUNAGU_SECRET_KEY"] = "hunter2"

    place.refuses("TSUNAGU_SECRET_KEY", "7 characters", "32")


@pytest.mark.parametrize(
    "content", [None, "", "soon", "1e400", "nan"], ids=["missing", "empty", "a word", "huge", "nan"]
)
def test_a_broken_test_clock_is_named(place: Place, content: str | None) -> None:
    clock = place.folder / "clock"
    if content is not None:
        clock.write_text(content, "ascii")
    place.env["TSUNAGU_TEST_CLOCK"] = str(clock)

    place.refuses("TSUNAGU_TEST_CLOCK", str(clock))


# -- the region folder -------------------------------------------------------------------------


def test_an_unknown_region_is_named_with_those_that_are_shipped(place: Place) -> None:
    place.env["TSUNAGU_REGION"] = "atlantis"

    place.refuses("atlantis", "yokosuka-miura")


def test_a_folder_without_its_files_is_no_region(place: Place) -> None:
    (place.region / "directory.csv").unlink()
    place.refuses("directory.csv")
    (place.region / "region.toml").unlink()
    place.refuses("region.toml")


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("open = 09:00:00", "open = 19:00:00", ("region.toml line ", "desk.1.hours")),
        ('card = "full"', 'card = "everything"', ("region.toml line ", "desk.1.card")),
        ('model = "duty_first"', 'model = "lottery"', ("region.toml line ", "intake.model", "duty_first")),
        ('night_alert = "none"', 'night_alert = "nobody"', ("region.toml line ", "night_alert")),
        ('id = "umineko"', 'id = "kujira"', ("region.toml line ", "kujira", "twice")),
        ("[[desk]]", "[[desk]", ("region.toml", "line 42")),
        ('timezone = "Asia/Tokyo"', 'timezone = "Asia/Atlantis"', ("region.toml line ", "timezone")),
        ('towns = ["142018"', 'towns = ["999999", "142018"', ("region.toml line ", "towns", "999999")),
    ],
)
def test_a_wrong_region_file_is_named_with_line_and_key(
    place: Place, was: str, becomes: str, words: tuple[str, ...]
) -> None:
    place.spoil("region.toml", was, becomes)

    place.refuses(*words)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("ym-002,", "ym-001,", ("directory.csv", "line 3", "id", "ym-001")),
        (
            "general-consultation;service-recipient-certificate,",
            "general-consultation;gardening,",
            ("line 2", "topics", "gardening"),
        ),
        (",142018,142018,", ",142018,999999,", ("line 2", "municipality_located", "999999")),
        ("MO-FR 08:30-17:15; PH off", "whenever", ("line 2", "hours", "whenever")),
        (",2026-10-21,", ",yesterday,", ("line 2", "verified_on", "yesterday")),
        ("name_kana", "reading", ("directory.csv", "reading")),
        ("ym-001,横須賀くらし相談", "ym-001,", ("line 2",)),
    ],
)
def test_a_wrong_row_is_named_with_file_line_and_column(
    place: Place, was: str, becomes: str, words: tuple[str, ...]
) -> None:
    place.spoil("directory.csv", was, becomes)

    place.refuses(*words)


def test_a_wrong_lay_word_is_named_with_file_line_and_what_was_expected(place: Place) -> None:
    (place.region / "lexicon.csv").write_text("word,codes\nぴこぴこ,suction\nひだまり便,short-stay\n", "utf-8")

    place.refuses("lexicon.csv line 3: codes: 'short-stay' is no topic and no care type; did you mean")
    checked = place.tsunagu.run("check", "--region", str(place.region), env={})
    place.refuses("lexicon.csv line 3", ran=checked)


@pytest.mark.parametrize("name", ["region.toml", "directory.csv", "texts.ftl"])
def test_a_file_that_is_not_utf8_is_named(place: Place, name: str) -> None:
    (place.region / name).write_bytes(b"greeting = \x83\xff\xfe\x81")

    place.refuses(name, "UTF-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("greeting = こんにちは\n}} broken {", ("texts.ftl", "}} broken {")),
        ("greeting = { $nobody } さん、こんにちは", ("texts.ftl", "greeting", "$nobody")),
        ("greting = こんにちは", ("texts.ftl", "greting")),
    ],
    ids=["no message", "an argument nobody gives", "a message nobody says"],
)
def test_a_broken_text_of_the_region_is_named(place: Place, text: str, words: tuple[str, ...]) -> None:
    (place.region / "texts.ftl").write_text(text, "utf-8")

    place.refuses(*words)


# -- the database ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", ("DATABASE_URL",)),
        ("mysql://u:hunter2@127.0.0.1/x", ("DATABASE_URL", "mysql")),
        ("postgresql://u:hunter2@127.0.0.1:port/x", ("DATABASE_URL",)),
        ("sqlite:////dev/null/x/tsunagu.sqlite3", ("DATABASE_URL",)),
        ("sqlite:////proc", ("DATABASE_URL",)),
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    place: Place, url: str, words: tuple[str, ...]
) -> None:
    place.env["DATABASE_URL"] = url

    place.refuses(*words)


def test_a_file_that_is_no_database_is_refused_and_left_alone(place: Place) -> None:
    place.database.write_bytes(b"a letter to the family " * 100)

    place.refuses("DATABASE_URL", "tsunagu.sqlite3")


def test_a_database_sealed_under_another_secret_is_refused_and_left_alone(place: Place) -> None:
    assert place.tsunagu.run("import", env=place.env).code == 0
    place.env["TSUNAGU_SECRET_KEY"] = "another-secret-that-never-sealed-anything"

    place.refuses("TSUNAGU_SECRET_KEY", "another key")


def test_a_wrong_row_leaves_the_directory_that_was_there(place: Place) -> None:
    assert place.tsunagu.run("import", env=place.env).code == 0
    place.spoil("directory.csv", ",2026-10-21,", ",yesterday,")
    place.spoil("directory.csv", "ym-003,", "ym-900,")

    place.refuses("verified_on")


# -- the address -------------------------------------------------------------------------------


def test_a_port_in_use_is_named_before_anything_is_touched(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        place.refuses(f"127.0.0.1:{port}", ran=place.serve("--port", str(port)))

    assert not place.database.exists()


@pytest.mark.parametrize(("option", "value"), [("--port", "99999"), ("--host", "nowhere.invalid"), ("--port", "http")])
def test_an_address_that_cannot_be_meant_is_refused(place: Place, option: str, value: str) -> None:
    ran = place.serve(option, value)

    assert ran.code == 2
    assert value in ran.err or option in ran.err
    assert "Traceback" not in ran.err
    assert not place.database.exists()


# -- the other commands ------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("import",), ("doctor",), ("replay", "1"), ("work",)])
def test_the_other_commands_refuse_in_the_same_way(place: Place, command: tuple[str, ...]) -> None:
    def ran(**changes: str) -> Ran:
        return place.tsunagu.run(*command, env={**place.env, **changes})

    place.refuses("TSUNAGU_SECRET_KEY is not set", ran=ran(TSUNAGU_SECRET_KEY=""))
    place.refuses("atlantis", ran=ran(TSUNAGU_REGION="atlantis"))
    if command != ("work",):  # which waits for a database that is away
        place.refuses("DATABASE_URL", "127.0.0.1", ran=ran(DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/x"))
    place.spoil("region.toml", 'card = "full"', 'card = "everything"')
    place.refuses("region.toml line ", "desk.1.card", ran=ran())


def test_a_region_is_checked_without_secrets_or_database(place: Place) -> None:
    good = place.tsunagu.run("check", "--region", str(place.region), env={})
    place.spoil("directory.csv", ",2026-10-21,", ",yesterday,")
    wrong = place.tsunagu.run("check", "--region", str(place.region), env={})

    assert good.code == 0, good.err
    place.refuses("directory.csv", "line 2", "verified_on", ran=wrong)


def test_a_dry_run_says_what_would_change_and_changes_nothing(place: Place) -> None:
    assert place.tsunagu.run("import", env=place.env).code == 0
    place.spoil("directory.csv", "000-0000-0001", "000-0000-9999")

    dry = place.tsunagu.run("import", "--dry-run", env=place.env)
    wet = place.tsunagu.run("import", env=place.env)
    again = place.tsunagu.run("import", env=place.env)

    assert dry.out == wet.out
    assert "changed ym-001" in wet.out
    assert "changed ym-001" not in again.out


def test_an_event_that_is_not_set_aside_cannot_be_replayed(place: Place) -> None:
    assert place.tsunagu.run("import", env=place.env).code == 0

    ran = place.tsunagu.run("replay", "4711", env=place.env)

    assert ran.code == 2
    assert "4711" in ran.err
    assert place.tsunagu.run("doctor", env=place.env).code == 0


def test_the_installed_command_says_the_same(place: Place) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve"],
        env={**place.env, "TSUNAGU_SECRET_KEY": "hunter2"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    place.refuses("TSUNAGU_SECRET_KEY", ran=Ran(done.returncode, done.stdout, done.stderr))
