"""What the environment says: where things are, and the secrets. Names are those people already have in their .env."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DATA_FOLDER = Path("var")


class BadEnvironment(Exception):
    """A variable is missing or wrong. One line per problem, no secret in any of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Line:
    channel_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    api_base: str | None = None  # None: the SDK's own host
    data_api_base: str | None = None


@dataclass(frozen=True)
class Slack:
    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_base: str | None = None
    posts_apart: float = 1.05  # seconds; Slack takes about one post a second in a channel


@dataclass(frozen=True)
class Settings:
    database_url: str = field(repr=False)
    region: str
    secret_key: str = field(repr=False)
    line: Line
    slack: Slack
    test_clock: Path | None = None


def from_environment(env: Mapping[str, str], *, region: str | None = None) -> Settings:
    """All settings, or BadEnvironment with every problem at once. `region` overrides TSUNAGU_REGION."""
    problems: list[str] = []

    def need(name: str, what: str) -> str:
        value = env.get(name, "").strip()
        if not value:
            problems.append(f"{name} is not set; expected {what}")
        elif not (value.isascii() and value.isprintable()) or " " in value:
            problems.append(f"{name} holds a blank or a sign that cannot stand in it; copy it again")
        return value

    def host(name: str) -> str | None:
        value = env.get(name, "").strip()
        if value and not is_address(value):
            problems.append(f"{name} must be an address such as https://example.jp")
        return value.rstrip("/") or None

    line_base = host("LINE_API_BASE")
    line = Line(
        need("LINE_CHANNEL_SECRET", "the channel secret of the LINE Messaging API channel"),
        need("LINE_CHANNEL_ACCESS_TOKEN", "a channel access token of the LINE Messaging API channel"),
        line_base,
        host("LINE_DATA_API_BASE") or line_base,
    )
    slack = Slack(
        need("SLACK_BOT_TOKEN", "the bot token (xoxb-…) of the Slack app"),
        need("SLACK_SIGNING_SECRET", "the signing secret of the Slack app"),
        slack_base(host("SLACK_API_BASE")),
    )
    chosen = region or env.get("TSUNAGU_REGION", "").strip()
    if not chosen:
        problems.append("TSUNAGU_REGION is not set; expected a region folder or the name of a shipped one")
    secret = need("TSUNAGU_SECRET_KEY", "one or more random keys of at least 32 characters, newest first")
    if problems:
        raise BadEnvironment(problems)
    return Settings(
        database_url=database_url(env),
        region=chosen,
        secret_key=secret,
        line=line,
        slack=slack,
        test_clock=test_clock(env),
    )


@dataclass(frozen=True)
class Store:
    """What commands need that only look into the database."""

    database_url: str = field(repr=False)
    region: str
    secret_key: str = field(repr=False)
    test_clock: Path | None = None


def store_from_environment(env: Mapping[str, str], region: str) -> Store:
    """Raises BadEnvironment."""
    secret = env.get("TSUNAGU_SECRET_KEY", "").strip()
    if not secret:
        raise BadEnvironment(["TSUNAGU_SECRET_KEY is not set; expected the key the database was sealed under"])
    return Store(database_url(env), region, secret, test_clock(env))


def test_clock(env: Mapping[str, str]) -> Path | None:
    shift = env.get("TSUNAGU_TEST_CLOCK", "").strip()
    return Path(shift) if shift else None


def database_url(env: Mapping[str, str]) -> str:
    return env.get("DATABASE_URL", "").strip() or f"sqlite:///{DATA_FOLDER / 'tsunagu.sqlite3'}"


def is_address(given: str) -> bool:
    try:
        parts = urlsplit(given)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in given
    except ValueError:  # a port that is no number, half an IPv6 address
        return False


def slack_base(given: str | None) -> str | None:
    """What the SDK calls base_url. A bare host gets the path that Slack's own has."""
    if given is None:
        return None
    return f"{given}/" if urlsplit(given).path.strip("/") else f"{given}/api/"
