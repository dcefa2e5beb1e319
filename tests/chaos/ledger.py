"""After the load: what every acknowledged event owed, counted where it should have arrived."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.simulator.line.simulator import LineSimulator
from storage.database import Database, Tx
from storage.tables import cases, channel_identity, conversation, outbox
from tests.chaos.people import Family, Story

DOCTOR = re.compile(r"^(\S+) (\d+) (unsure|failed): ")


@dataclass
class Ledger:
    acked: int = 0
    owed: int = 0  # answers, cards and posts that acknowledged events owe
    lost: list[str] = field(default_factory=list)
    twice_line: list[str] = field(default_factory=list)
    twice_slack: list[str] = field(default_factory=list)
    unsure: int = 0  # sendings a person is told about: they may have arrived
    unsure_missing: int = 0  # of those, the ones that did not
    out_of_order: int = 0
    set_aside: int = 0

    @property
    def sound(self) -> bool:
        return not (self.lost or self.twice_line or self.twice_slack or self.set_aside)


@dataclass(frozen=True)
class Doubts:
    """What the product says it is not sure of, or gave up, each shown by `doctor`."""

    by_person: Mapping[str, int]  # LINE id: sendings to her
    by_case_words: Mapping[str, int]  # what stands on the card: sendings to its thread
    total: int
    set_aside: int


def doubts(database: Database, doctor: str) -> Doubts:
    """Only what `doctor` printed counts as seen by a person."""
    shown = {int(found[2]) for line in doctor.splitlines() if (found := DOCTOR.match(line))}
    aside = sum(" set aside: " in line for line in doctor.splitlines())

    def read(tx: Tx) -> Doubts:
        people: Counter[str] = Counter()
        about: Counter[str] = Counter()
        rows = tx.conn.execute(sa.select(outbox).where(outbox.c.id.in_(shown))).all()
        for row in rows:
            if row.kind == "say":
                people[_line_id(tx, row.lane.removeprefix("line:"))] += 1
            elif row.case_id:
                about[_words(tx, row.case_id)] += 1
        return Doubts(people, about, len(shown), aside)

    return database.run_sync(read)


def _line_id(tx: Tx, conversation_id: str) -> str:
    person = sa.select(conversation.c.person_id).where(conversation.c.id == conversation_id).scalar_subquery()
    row = tx.conn.execute(sa.select(channel_identity).where(channel_identity.c.person_id == person)).first()
    if row is None:
        return ""
    return tx.open(row.person_id, f"channel_identity.external_id:{row.id}", row.external_id) or ""


def _words(tx: Tx, case_id: str) -> str:
    row = tx.conn.execute(sa.select(cases).where(cases.c.id == case_id)).one()
    return tx.open(row.person_id, f"cases.body:{row.id}", row.body) or ""


def settle(
    acked: Mapping[str, float],
    families: Sequence[Family],
    stories: Sequence[Story],
    line: LineSimulator,
    channel: Sequence[Mapping[str, Any]],
    seen: Doubts,
) -> Ledger:
    ledger = Ledger(acked=len(acked), unsure=seen.total, set_aside=seen.set_aside)
    spare = Counter(seen.by_person)
    for family in families:
        answers = _answers(line, family)
        for expected in family.expects:
            if expected.acked_in(acked) is None:
                continue
            ledger.owed += 1
            if not _count(ledger, answers, expected.words, family.id, spare):
                ledger.lost[-1] += f"; her screen: {_screen(line, family)}"
        ledger.out_of_order += _out_of_order(line, family, acked)
    for story in stories:
        _settle_story(ledger, story, _answers(line, story.family), channel, seen, spare)
    return ledger


def _answers(line: LineSimulator, family: Family) -> dict[str, str]:
    """What came to her phone: all words of one accepted call, by the call."""
    calls: dict[str, list[str]] = defaultdict(list)
    for item in line.chat(family.id):
        if item["from"] == "account" and item["kind"] == "message":
            calls[item["requestId"]].append(str(item["message"]))
    return {request: "\n".join(words) for request, words in calls.items()}


def _screen(line: LineSimulator, family: Family) -> list[str]:
    """For whoever looks for the reason."""
    return [
        f"{'>' if item['from'] == family.id else '<'} {(item['message'] or {}).get('text', '')[:30]}"
        for item in line.chat(family.id)
    ]


def _count(ledger: Ledger, answers: Mapping[str, str], words: str, person: str, spare: Counter[str]) -> bool:
    """False when it was lost."""
    came = sum(words in answer for answer in answers.values())
    if came > 1:
        ledger.twice_line.append(f"{person}: {words} ×{came}")
    elif came == 0 and spare[person] > 0:
        spare[person] -= 1
        ledger.unsure_missing += 1
    elif came == 0:
        ledger.lost.append(f"{person}: {words}")
        return False
    return True


def _settle_story(
    ledger: Ledger,
    story: Story,
    answers: Mapping[str, str],
    channel: Sequence[Mapping[str, Any]],
    seen: Doubts,
    spare: Counter[str],
) -> None:
    if not story.asked:
        return
    doubtful = next((number for body, number in seen.by_case_words.items() if story.words in body), 0)
    cards = [m for m in channel if m.get("thread_ts", m["ts"]) == m["ts"] and story.words in str(m)]
    ledger.owed += 1
    if len(cards) != 1:
        (ledger.twice_slack if cards else ledger.lost).append(f"card of {story.words} ×{len(cards)}")
        return
    thread = [m for m in channel if m.get("thread_ts") == cards[0]["ts"] and m["ts"] != cards[0]["ts"]]
    owed = {words: sum(words in str(m) for m in thread) for words in (story.more, story.note, story.reply) if words}
    if story.picture:
        owed[f"picture of {story.words}"] = sum(bool(m.get("files")) for m in thread)
    for what, came in owed.items():
        ledger.owed += 1
        if came > 1:
            ledger.twice_slack.append(f"{what} in the thread ×{came}")
        elif came == 0 and doubtful > 0:
            doubtful -= 1
            ledger.unsure_missing += 1
        elif came == 0:
            ledger.lost.append(f"{what} in the thread")
    if story.reply:
        ledger.owed += 1
        _count(ledger, answers, story.reply, story.family.id, spare)
    if story.claimed:
        ledger.owed += 1
        if "対応中" not in str(cards[0]):
            ledger.lost.append(f"claim of {story.words}")


def _out_of_order(line: LineSimulator, family: Family, acked: Mapping[str, float]) -> int:
    """Answers that came in another order than the events, where one was acknowledged before the next was sent."""
    shown = [str(item["message"]) for item in line.chat(family.id) if item["from"] == "account"]
    place = {e.words: next((n for n, words in enumerate(shown) if e.words in words), None) for e in family.expects}
    wrong = 0
    for before, after in zip(family.expects, family.expects[1:], strict=False):
        heard = before.acked_in(acked)
        first, second = place[before.words], place[after.words]
        if heard is not None and heard < after.sent and first is not None and second is not None:
            wrong += second < first
    return wrong
