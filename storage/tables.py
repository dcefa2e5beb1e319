"""The rows. Sealed columns are binary; what stands in the open is what must be found or counted, ids and codes only."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def microseconds(instant: datetime) -> int:
    """Since 1970 in UTC."""
    return (instant - EPOCH) // timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An instant as microseconds since 1970 in UTC: the same order and the same value on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + timedelta(microseconds=value)


Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only INTEGER PRIMARY KEY by itself


def _region() -> Column[str]:
    return Column("region_id", String(40), nullable=False)


region = Table(
    "region",
    metadata,
    Column("region_id", String(40), primary_key=True),
    Column("settings_version", Integer, nullable=False, default=1),
    Column("settings_hash", String(64), nullable=False, default=""),
    Column("directory_revision", Integer, nullable=False, default=0),
    Column("switched_to", String(40)),  # intake model chosen on the running system, until the file says the same
    Column("switched_from", String(40)),  # what the file said then: a file edited since goes before
    Column("roster_revision", BigInteger, nullable=False, default=0, server_default="0"),
    Column("wrapped_key", LargeBinary, nullable=False),
)

channel_account = Table(
    "channel_account",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("kind", String(10), nullable=False),
    Column("external_index", String(64)),  # blind; empty until the first event tells whose account it is
    Column("entry_point", String(40), nullable=False, default="main"),
    UniqueConstraint("region_id", "kind", "entry_point"),
)

person = Table(
    "person",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("kind", String(10), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("blocked", Boolean, nullable=False, default=False),
    Column("wrapped_key", LargeBinary),  # NULL: erased
    Column("name", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)

channel_identity = Table(
    "channel_identity",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("person_id", String(36), ForeignKey("person.id"), nullable=False, index=True),
    Column("account_id", String(36), ForeignKey("channel_account.id"), nullable=False),
    Column("external_index", String(64), nullable=False),
    Column("external_id", LargeBinary),
    UniqueConstraint("account_id", "external_index"),
)

child = Table(
    "child",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("person_id", String(36), ForeignKey("person.id"), nullable=False, index=True),
    Column("label", LargeBinary),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("person_id", String(36), ForeignKey("person.id"), nullable=False, index=True),
    Column("account_id", String(36), ForeignKey("channel_account.id"), nullable=False),
    Column("main", Boolean, nullable=False),  # a supporter has a further one for each case
    Column("thread_index", String(64), index=True),  # blind index of the Slack thread it owns
    Column("holder", String(10), nullable=False),
    Column("case_id", String(36), index=True),
    Column("address", LargeBinary),
    Column("body", LargeBinary),
    Column("last_at", Instant),
)
Index(
    None,
    conversation.c.person_id,
    conversation.c.account_id,
    unique=True,
    sqlite_where=conversation.c.main,
    postgresql_where=conversation.c.main,
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("number", String(12), nullable=False),
    Column("desk", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("owner", String(40)),
    Column("urgency", String(30), nullable=False),
    Column("consent", String(12), nullable=False),
    Column("intake_model", String(40), nullable=False),
    Column("settings_version", Integer, nullable=False),
    Column("person_id", String(36), ForeignKey("person.id"), nullable=False, index=True),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("follow_up_on", Date),
    Column("weight", Integer, nullable=False, default=1, server_default="1"),
    Column("first", Boolean, nullable=False, default=False, server_default=false()),
    Column("offered_to", String(40)),
    Column("deliberation_due_at", Instant),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary),
    UniqueConstraint("region_id", "number"),
    Index(None, "region_id", "status"),
)
OPEN = text("status != 'closed'")
# Sums and lists of open cases are read from these alone, so that closed ones cost them nothing.
Index(
    "ix_cases_open_owner",
    *(cases.c[name] for name in ("region_id", "owner", "weight", "status")),
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index(
    "ix_cases_open_desk",
    *(cases.c[name] for name in ("region_id", "desk", "status", "follow_up_on")),
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)

participation = Table(
    "participation",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("case_id", String(36), ForeignKey("cases.id"), nullable=False, index=True),
    Column("who", String(40), nullable=False),  # person id or coordinator id
    Column("role", String(20), nullable=False),  # requester, owner, helper
    UniqueConstraint("case_id", "who", "role"),
)

message = Table(
    "message",
    metadata,
    Column("id", String(36), primary_key=True),
    _region(),
    Column("conversation_id", String(36), ForeignKey("conversation.id"), nullable=False, index=True),
    Column("case_id", String(36), index=True),
    Column("direction", String(3), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("author", String(40)),
    Column("at", Instant, nullable=False),
    Column("platform_index", String(64), index=True),
    Column("body", LargeBinary),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("case_id", String(36), index=True),
    Column("actor", String(40)),
    Column("data", Text, nullable=False),  # JSON of the record: ids and codes
)

directory_entry = Table(
    "directory_entry",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("entry_id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("origin", String(12), nullable=False),  # import or review
    Column("changed_by", String(40)),
    Column("since", Instant, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the Resource; public by nature
    UniqueConstraint("region_id", "entry_id", "version"),
)

judged_question = Table(
    "judged_question",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("region_id", String(40), nullable=False, index=True),
    Column("entry_id", String(40), nullable=False),
    Column("fits", Boolean, nullable=False),
    Column("judged_by", String(40), nullable=False),  # coordinator id
    Column("at", Instant, nullable=False),
    Column("wording", LargeBinary, nullable=False),  # sealed under the region's key; names nobody
)

unmatched_word = Table(
    "unmatched_word",
    metadata,
    Column("who_index", String(64), primary_key=True),  # blind: who said the word; another one for each word
    _region(),
    Column("word_index", String(64), nullable=False),  # blind
    Column("said_on", Date, nullable=False),
    Column("word", LargeBinary, nullable=False),  # sealed under the region's key
    Index(None, "region_id", "word_index"),
    sqlite_with_rowid=False,  # kept in the order of that index: the order in which words came would tell who said them
)

settings_version = Table(
    "settings_version",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("since", Instant, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("region_id", "version"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("source", String(10), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("key", String(200), nullable=False),
    Column("state", String(12), nullable=False),  # new, taken, done, quarantined
    Column("attempts", Integer, nullable=False, default=0),
    Column("received_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("done_at", Instant),
    Column("reason", String(200)),
    Column("raw", LargeBinary),  # sealed under the region's key, gone after processing
    Column("lane", String(64)),  # blind index of whose events stay in order, gone after processing
    Column("happened_at", Instant),
    UniqueConstraint("region_id", "source", "key"),
    Index(None, "state", "id"),
    Index(None, "lane", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("key", String(36), nullable=False, unique=True),  # LINE's retry key; our mark in Slack metadata
    Column("kind", String(20), nullable=False),
    Column("lane", String(120), nullable=False),
    Column("case_id", String(36), index=True),
    Column("message_id", String(36), index=True),
    Column("person_id", String(36)),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("state", String(10), nullable=False),  # pending, sending, sent, failed, unsure, cancelled
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("first_tried_at", Instant),
    Column("settled_at", Instant),
    Column("reply_until", Instant),
    Column("reply_token", LargeBinary),
    Column("body", LargeBinary),  # the effect
    Column("payload", LargeBinary),  # frozen before the first try
    Column("reason", String(200)),
    Index(None, "state", "due_at"),
    Index(None, "lane", "state"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("case_id", String(36), nullable=False, index=True),
    Column("what", String(20), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, rung, cancelled
    Index(None, "state", "due_at"),
)

slack_post = Table(
    "slack_post",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("ref_kind", String(12), nullable=False),  # card, words, copy, story, curator, moved, old-words, gone
    Column("ref_id", String(80), nullable=False),
    Column("channel", String(24), nullable=False),
    Column("ts", String(24), nullable=False),
    Column("file_id", String(24)),
    UniqueConstraint("channel", "ts"),
    Index(None, "ref_kind", "ref_id"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("process", String(60), nullable=False),  # host and process id, new with every start
    Column("part", String(12), nullable=False),  # inbox, outbox, clock: the loops that must go round
    Column("at", Instant, nullable=False),
    UniqueConstraint("process", "part"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("what", String(80), nullable=False),  # a code; one row for as long as it is so, so that it is told once
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),  # NULL: nobody could be told yet
    UniqueConstraint("region_id", "what"),
)

line_quota = Table(
    "line_quota",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("account_id", String(36), nullable=False, unique=True),
    Column("month_limit", Integer),  # NULL: no limit
    Column("used", Integer, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("look_at", Instant, nullable=False),  # whoever moves this on asks LINE; the others wait
)

roster_change = Table(
    "roster_change",
    metadata,
    Column("id", String(40), primary_key=True),
    _region(),
    Column("desk", String(40), nullable=False),
    Column("kind", String(10), nullable=False),  # swap, leave, override
    Column("state", String(10), nullable=False),  # asked, accepted, withdrawn
    Column("coordinator_out", String(40)),
    Column("coordinator_in", String(40)),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("took_effect_at", Instant),
    Column("words", LargeBinary),
    Index(None, "region_id", "ends_at"),
)

roster_calendar = Table(
    "roster_calendar",
    metadata,
    _region(),
    Column("url_index", String(64), nullable=False),  # blind: the address itself is a secret of the region's
    Column("tried_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("failure", String(200)),  # a code; of the last try
    Column("body", LargeBinary),  # the last good copy, sealed: it names people
    PrimaryKeyConstraint("region_id"),
)

channel_pace = Table(
    "channel_pace",
    metadata,
    Column("id", Serial, primary_key=True),
    _region(),
    Column("channel", String(24), nullable=False),
    Column("free_at", Instant, nullable=False),  # when the next post may go there
    UniqueConstraint("region_id", "channel"),
)
