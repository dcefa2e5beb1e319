"""What coordinators said of answers: which entry fits which question. The wordings name nobody, and are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from routing.decision import Judged
from storage.database import Tx
from storage.tables import judged_question

REMEMBERED_MOST = 5_000  # the newest; a desk judges some tens a month

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """(wording, entry id) pairs. What was said last of the same pair counts."""

    confirmed: Pairs = ()
    refused: Pairs = ()


def add(tx: Tx, judged: Judged, now: datetime) -> None:
    tx.conn.execute(
        judged_question.insert().values(
            region_id=tx.region_id,
            entry_id=judged.entry_id,
            fits=judged.fits,
            judged_by=judged.by,
            at=now,
            wording=tx.seal(None, _place(judged.entry_id), judged.wording),
        )
    )


def revision(tx: Tx) -> int:
    """Grows with every judgement, whatever order their transactions end in: rows are only ever added."""
    ours = judged_question.c.region_id == tx.region_id
    return int(tx.conn.execute(sa.select(sa.func.count()).where(ours)).scalar_one())


def learned(tx: Tx) -> tuple[int, Learned]:
    """The revision, and what was said so far."""
    number = revision(tx)  # first: a judgement in between is then fetched once more, not missed
    t = judged_question
    newest = sa.select(t).where(t.c.region_id == tx.region_id).order_by(t.c.id.desc()).limit(REMEMBERED_MOST)
    last: dict[tuple[str, str], bool] = {}
    for row in reversed(tx.conn.execute(newest).all()):
        wording = tx.open(None, _place(row.entry_id), row.wording)
        if wording:
            last[wording, row.entry_id] = row.fits
    return number, Learned(_where(last.items(), fits=True), _where(last.items(), fits=False))


def _where(said: Iterable[tuple[tuple[str, str], bool]], *, fits: bool) -> Pairs:
    return tuple(pair for pair, does in said if does is fits)


def _place(entry_id: str) -> str:
    return f"judged_question.wording:{entry_id}"
