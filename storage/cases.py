"""Cases, with an optimistic lock: of two who saw the same version, one saves."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from knowledge.understanding import URGENT_CLASSES
from routing.case import Case, Consent, Status
from routing.decision import Waiting
from storage import values
from storage.database import Tx
from storage.tables import cases, participation


@dataclass(frozen=True, slots=True)
class Unowned:
    number: str
    desk: str
    intake_model: str
    opened_at: datetime


class StaleCase(Exception):
    """Somebody saved this case in the meantime, or took its number; load it again and decide anew."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


# Built once, see `storage.database`.
_OPEN_OF = (
    sa.select(cases)
    .where(cases.c.person_id == sa.bindparam("person"), cases.c.status != Status.CLOSED)
    .order_by(cases.c.opened_at, cases.c.id)
)


def get(tx: Tx, case_id: str) -> Case | None:
    row = tx.conn.execute(sa.select(cases).where(cases.c.id == case_id)).one_or_none()
    return None if row is None else _value(tx, row)


def by_number(tx: Tx, number: str) -> Case | None:
    row = tx.conn.execute(
        sa.select(cases).where(cases.c.region_id == tx.region_id, cases.c.number == number)
    ).one_or_none()
    return None if row is None else _value(tx, row)


def open_of_person(tx: Tx, person_id: str) -> tuple[Case, ...]:
    """Her open cases, oldest first."""
    return tuple(_value(tx, row) for row in tx.conn.execute(_OPEN_OF, {"person": person_id}))


def of_conversation(tx: Tx, conversation_id: str) -> tuple[Case, ...]:
    """Every case that began in this conversation, closed ones too, newest first."""
    t = cases
    rows = tx.conn.execute(sa.select(t).where(t.c.conversation_id == conversation_id).order_by(t.c.opened_at.desc()))
    return tuple(_value(tx, row) for row in rows)


def ids_of_person(tx: Tx, person_id: str) -> tuple[str, ...]:
    """Every case of hers, closed ones too."""
    return tuple(tx.conn.execute(sa.select(cases.c.id).where(cases.c.person_id == person_id)).scalars())


def list_open(tx: Tx) -> tuple[Case, ...]:
    rows = tx.conn.execute(sa.select(cases).where(*_open(tx)).order_by(cases.c.opened_at, cases.c.id))
    return tuple(_value(tx, row) for row in rows)


def without_owner(tx: Tx) -> tuple[Case, ...]:
    """Open cases that nobody has, oldest first."""
    t = cases
    waiting = sa.and_(t.c.region_id == tx.region_id, t.c.status == Status.WAITING)
    rows = tx.conn.execute(sa.select(t).where(waiting).order_by(t.c.opened_at, t.c.id))
    return tuple(_value(tx, row) for row in rows)


# -- lists and figures: nothing is opened for them, and closed cases cost nothing -----------------


def loads(tx: Tx) -> dict[str, int]:
    """Open weight by coordinator."""
    t = cases
    summed = sa.select(t.c.owner, sa.func.sum(t.c.weight)).where(*_open(tx), t.c.owner.is_not(None))
    return {owner: int(weight) for owner, weight in tx.conn.execute(summed.group_by(t.c.owner)).all()}


def known_to(tx: Tx, person_id: str, *, besides: str | None = None) -> str | None:
    """Who had this person's last case that anybody had."""
    t = cases
    last = sa.select(t.c.owner).where(t.c.person_id == person_id, t.c.owner.is_not(None), t.c.id != (besides or ""))
    return tx.conn.scalar(last.order_by(t.c.opened_at.desc(), t.c.id).limit(1))


def waiting(tx: Tx, desk: str, most: int) -> tuple[Waiting, ...]:
    """Cases of a desk that nobody has: urgent ones, then those a rule puts first, then the oldest."""
    t = cases
    chosen = sa.select(t.c.id, t.c.number, t.c.desk, t.c.urgency, t.c.first, t.c.opened_at, t.c.offered_to)
    chosen = chosen.where(*_open(tx), t.c.status == Status.WAITING, t.c.desk == desk)
    order = (t.c.urgency.in_(URGENT_CLASSES).desc(), t.c.first.desc(), t.c.opened_at, t.c.id)
    return tuple(Waiting(*row) for row in tx.conn.execute(chosen.order_by(*order).limit(most)))


@dataclass(frozen=True, slots=True)
class Standing:
    """A desk in figures."""

    open: int
    waiting: int
    due: int  # with a promised date of today or earlier


def standing(tx: Tx, desk: str, today: date) -> Standing:
    t = cases
    due = sa.func.sum(sa.case((t.c.follow_up_on <= today, 1), else_=0))
    counted = sa.select(t.c.status, sa.func.count(), due).where(*_open(tx), t.c.desk == desk).group_by(t.c.status)
    rows = tx.conn.execute(counted).all()
    waits = sum(int(row[1]) for row in rows if row[0] == Status.WAITING)
    return Standing(sum(int(row[1]) for row in rows), waits, sum(int(row[2] or 0) for row in rows))


def agenda(tx: Tx) -> tuple[Case, ...]:
    """Cases that all deliberate on, the first due first: what waits for the next meeting."""
    t = cases
    chosen = sa.select(t).where(*_open(tx), t.c.status == Status.WAITING, t.c.deliberation_due_at.is_not(None))
    return tuple(_value(tx, row) for row in tx.conn.execute(chosen.order_by(t.c.deliberation_due_at, t.c.id)))


def unowned(tx: Tx, model: str) -> tuple[Unowned, ...]:
    """Cases nobody has that began under another model than this one, oldest first."""
    t = cases
    chosen = sa.select(t.c.number, t.c.desk, t.c.intake_model, t.c.opened_at)
    chosen = chosen.where(*_open(tx), t.c.status == Status.WAITING, t.c.intake_model != model)
    return tuple(Unowned(*row) for row in tx.conn.execute(chosen.order_by(t.c.opened_at, t.c.id)))


def _open(tx: Tx) -> tuple[sa.ColumnElement[bool], ...]:
    """Written out as in the indexes that hold open cases only; with a parameter the database could not tell."""
    return cases.c.region_id == tx.region_id, cases.c.status != sa.literal_column("'closed'")


def save(tx: Tx, case: Case) -> Case:
    """The case as it now stands. Version 0 is a new one. Raises StaleCase."""
    saved = replace(case, version=case.version + 1)
    row = {
        "region_id": tx.region_id,
        "number": saved.number,
        "desk": saved.desk,
        "status": saved.status,
        "owner": saved.owner,
        "urgency": saved.urgency,
        "consent": saved.consent,
        "intake_model": saved.intake_model,
        "settings_version": saved.settings_version,
        "person_id": saved.person_id,
        "conversation_id": saved.conversation_id,
        "opened_at": saved.opened_at,
        "closed_at": saved.closed_at,
        "follow_up_on": saved.follow_up_on,
        "weight": saved.weight,
        "first": saved.first,
        "offered_to": saved.offer.to if saved.offer else None,
        "deliberation_due_at": saved.deliberation.due_at if saved.deliberation else None,
        "version": saved.version,
        "body": tx.seal(saved.person_id, f"cases.body:{saved.id}", values.dump(values.case, saved)),
    }
    if case.version == 0:
        if tx.insert_new(cases, id=saved.id, **row) is None:
            raise StaleCase(case.id)  # its number belongs to another case by now
        _take_part(tx, saved.id, saved.person_id, "requester")
    else:
        seen = {"of": case.id, "seen": case.version}
        if tx.conn.execute(_save(tuple(row)), {**seen, **row}).first() is None:
            raise StaleCase(case.id)
    if saved.owner:
        _take_part(tx, saved.id, saved.owner, "owner")
    for helper in saved.helpers:
        _take_part(tx, saved.id, helper, "helper")
    return saved


@cache
def _save(columns: tuple[str, ...]) -> sa.sql.dml.ReturningUpdate[Any]:
    seen = sa.and_(cases.c.id == sa.bindparam("of"), cases.c.version == sa.bindparam("seen"))
    return cases.update().where(seen).values({name: sa.bindparam(name) for name in columns}).returning(cases.c.id)


def _take_part(tx: Tx, case_id: str, who: str, role: str) -> None:
    tx.insert_new(participation, region_id=tx.region_id, case_id=case_id, who=who, role=role)


def _value(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Case:
    body = tx.open(row.person_id, f"cases.body:{row.id}", row.body)
    if body is not None:
        return replace(values.case.validate_json(body), version=row.version)
    return Case(  # erased: what stands in the open is all there is
        id=row.id,
        number=row.number,
        desk=row.desk,
        status=Status(row.status),
        opened_at=row.opened_at,
        intake_model=row.intake_model,
        settings_version=row.settings_version,
        consent=Consent(row.consent),
        requester="other",
        person_id=row.person_id,
        conversation_id=row.conversation_id,
        urgency=row.urgency,
        owner=row.owner,
        closed_at=row.closed_at,
        close_reason="erased",
        version=row.version,
    )
