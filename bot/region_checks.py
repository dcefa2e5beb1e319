"""What must fit together in region.toml: names that must exist elsewhere, and things named twice."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from bot import roster_checks
from bot.region_tables import RegionFile, Table
from bot.roster_checks import Loc, Problem
from knowledge.taxonomy import Taxonomy


def problems(file: RegionFile) -> list[Problem]:
    """Where it stands, and what was expected."""
    if not (file.desk and file.coordinator):
        return [
            ((name,), f"expected at least one [[{name}]]")
            for name in ("desk", "coordinator")
            if not getattr(file, name)
        ]
    return [
        *_people(file),
        *_desks(file),
        *roster_checks.problems(file),
        *_intake(file),
        *_rules(file),
        *_outside(file),
        *_towns(file),
    ]


def strange_codes(file: RegionFile, taxonomy: Taxonomy) -> list[Problem]:
    """Towns, topics, kinds of care and the like that the taxonomy does not know."""
    known: Mapping[str, Container[str]] = {
        "topics": taxonomy.topics,
        "care_types": taxonomy.care_types,
        "stages": taxonomy.life_stages,
        "requesters": taxonomy.requester_types,
        "urgencies": taxonomy.urgency,
    }
    found: list[Problem] = [
        (("region", "towns"), f"{code} is not known; describe it in a [[town]]")
        for code in file.region.towns
        if code not in taxonomy.municipalities
    ]
    tables: Mapping[str, Sequence[Table]] = {"desk": file.desk, "coordinator": file.coordinator, "rule": file.rule}
    for table, rows in tables.items():
        for index, row in enumerate(rows):
            for kind, codes in known.items():
                found += [
                    ((table, index, kind), f"{code!r} is no code of taxonomy.yaml")
                    for code in getattr(row, kind, ())
                    if code not in codes
                ]
    return found


def _twice(table: str, key: str, values: list[str]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if values.index(value) != index:
            yield (table, index, key), f"{value!r} is used twice"


def _known(loc: Loc, what: str, given: str | None, known: Iterable[str]) -> Iterator[Problem]:
    if given is not None and given not in known:
        yield loc, f"unknown {what} {given!r}, expected one of {', '.join(known) or 'none: there is none yet'}"


def _in_region(loc: Loc, towns: Iterable[str], file: RegionFile) -> Iterator[Problem]:
    for town in towns:
        if town not in file.region.towns:
            yield loc, f"{town!r} is not in region.towns"


def _people(file: RegionFile) -> Iterator[Problem]:
    ids, desks = [c.id for c in file.coordinator], [d.id for d in file.desk]
    yield from _twice("coordinator", "id", ids)
    yield from _twice("coordinator", "slack_id", [c.slack_id for c in file.coordinator])
    for index, person in enumerate(file.coordinator):
        here: Loc = ("coordinator", index)
        yield from _in_region((*here, "towns"), person.towns, file)
        yield from _known((*here, "desk"), "desk", person.desk, desks)
        yield from _known((*here, "substitute"), "coordinator", person.substitute, ids)
        if person.substitute == person.id:
            yield (*here, "substitute"), "expected somebody else than herself"
        if person.desk is None and len(desks) > 1:
            yield (*here, "desk"), f"is missing, expected one of {', '.join(desks)}"
        if person.active_from and person.active_to and person.active_to < person.active_from:
            yield (*here, "active_to"), "expected a day not before `active_from`"
    if file.supervisors:
        for member in file.supervisors.members:
            yield from _known(("supervisors", "members"), "coordinator", member, ids)


def _desks(file: RegionFile) -> Iterator[Problem]:
    ids = [c.id for c in file.coordinator]
    yield from _twice("desk", "id", [d.id for d in file.desk])
    for index, desk in enumerate(file.desk):
        yield from _in_region(("desk", index, "towns"), desk.towns, file)
        if desk.night_alert != "none":
            yield from _known(("desk", index, "night_alert"), "coordinator", desk.night_alert, ("none", *ids))
        if not any(person.desk in (desk.id, None) for person in file.coordinator):
            yield ("desk", index, "id"), f"nobody works at {desk.id!r}, expected a coordinator with this desk"
    for town in file.region.towns:
        if not any(not desk.topics and (not desk.towns or town in desk.towns) for desk in file.desk):
            yield (
                ("region", "towns"),
                f"no desk takes in everything from {town}; leave `towns` of one desk out, or add it",
            )


def _intake(file: RegionFile) -> Iterator[Problem]:
    ids, outside = [c.id for c in file.coordinator], [o.id for o in file.outside]
    if file.intake.lead != "none":
        yield from _known(("intake", "lead"), "coordinator", file.intake.lead, ("none", *ids))
    for name in file.intake.fallback:
        yield from _known(("intake", "fallback"), "outside desk", name, outside)
    if len(set(file.intake.fallback)) != len(file.intake.fallback):
        yield ("intake", "fallback"), "a desk is named twice; a chain that comes back to itself never ends"


def _rules(file: RegionFile) -> Iterator[Problem]:
    for index, rule in enumerate(file.rule):
        yield from _in_region(("rule", index, "towns"), rule.towns, file)
        yield from _known(("rule", index, "desk"), "desk", rule.desk, [d.id for d in file.desk])
        yield from _known(("rule", index, "outside"), "outside desk", rule.outside, [o.id for o in file.outside])


def _outside(file: RegionFile) -> Iterator[Problem]:
    yield from _twice("outside", "id", [one.id for one in file.outside])
    for index, one in enumerate(file.outside):
        yield from _in_region(("outside", index, "towns"), one.towns, file)


def _towns(file: RegionFile) -> Iterator[Problem]:
    for town in file.districts:
        if town not in file.region.towns:
            yield ("districts", town), "is not in region.towns"
