"""Cases, with an optimistic lock: of two who saw the same version, one saves."""

from dataclasses import replace

import sqlalchemy as sa

from routing.case import Case, Consent, Status
from storage import values
from storage.database import Tx
from storage.tables import cases, participation


class StaleCase(Exception):
    """Somebody saved this case in the meantime; load it again and decide anew."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


# Built once, see `storage.database`.
_OPEN_OF = (
    sa.select(cases)
    .where(cases.c.person_id == sa.bindparam("person"), cases.c.status != Status.CLOSED)
    .order_by(cases.c.opened_at, cases.c.id)
)
_NUMBERED = sa.select(cases.c.id).where(
    cases.c.region_id == sa.bindparam("region"), cases.c.number == sa.bindparam("number")
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
    t = cases
    rows = tx.conn.execute(
        sa.select(t).where(t.c.region_id == tx.region_id, t.c.status != Status.CLOSED).order_by(t.c.opened_at, t.c.id)
    )
    return tuple(_value(tx, row) for row in rows)


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
        "version": saved.version,
        "body": tx.seal(saved.person_id, f"cases.body:{saved.id}", values.dump(values.case, saved)),
    }
    if case.version == 0:
        tx.conn.execute(cases.insert().values(id=saved.id, **row))
        _take_part(tx, saved.id, saved.person_id, "requester")
    else:
        seen = sa.and_(cases.c.id == case.id, cases.c.version == case.version)
        written = tx.conn.execute(cases.update().where(seen).values(**row).returning(cases.c.id)).scalar_one_or_none()
        if written is None:
            raise StaleCase(case.id)
    if saved.owner:
        _take_part(tx, saved.id, saved.owner, "owner")
    return saved


def number_taken(tx: Tx, number: str) -> bool:
    return tx.conn.execute(_NUMBERED, {"region": tx.region_id, "number": number}).first() is not None


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
