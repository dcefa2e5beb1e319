"""What no unit sees: that the parts of the house still speak of the same things."""

import os
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from inspect import signature
from typing import get_args

import httpx
import pytest
import sqlalchemy as sa
from starlette.routing import Route

from bot.app import create_app
from bot.channels.line.flex import LABEL_MAX
from bot.channels.line.measure import clusters
from bot.desk import ids, modals
from bot.flow import steps_table
from bot.library import Library
from bot.product import Product, texts_for
from bot.region import load, shipped
from bot.serving import served
from bot.settings import Line, Settings, Slack
from bot.texts import FILES, LOCALES
from knowledge.guided import Worries
from knowledge.taxonomy import Taxonomy
from knowledge.understanding import URGENT_CLASSES
from routing import choices, front, intake
from routing.case import Case, Consent, Coordinator, EntryRef, Offer, Status, Step, ViewKind
from routing.comparing.assumptions import Assumptions
from routing.comparing.figures import FIGURES
from routing.comparing.replay import MODELS
from routing.decide import decide
from routing.decision import Facts
from routing.duty import Duty
from routing.effects import Choice, ShowCard, Text
from routing.events import (
    CaseClaimed,
    CaseClosed,
    CaseDeclined,
    ChoicePressed,
    Event,
    FollowUpSet,
    FromDesk,
    MediaReceived,
    NoteAdded,
    ReplySent,
)
from routing.flow.graph import Stage
from routing.flow.models import MODEL_STEPS
from routing.lifecycle import TRANSITIONS
from routing.policy import Clocks
from routing.timing import STEPS
from storage.tables import inbox
from tests.builders import CLOSED, OPEN, POLICY, some_case, some_conversation, some_facts
from tests.catalogue import ANY, ROOT, messages, uses, written

FAMILY_FILES = {locale: f"{locale}.ftl" for locale in LOCALES}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
TAXONOMY = Taxonomy.load()


# -- the catalogue ---------------------------------------------------------------------------


def japanese() -> dict[str, frozenset[str]]:
    return {name: found for file in FILES["ja"] for name, found in messages(file).items()}


def told_to_families() -> dict[str, frozenset[str]]:
    return {name: found for name, found in messages("ja.ftl").items() if not name.startswith("supporter-")}


def composed() -> dict[str, set[str]]:
    """Names that are put together from a code, for every code there is."""
    urgent = set(URGENT_CLASSES) | {sub.code for group in TAXONOMY.urgency.values() for sub in group.subclasses}
    slots = ("municipality", "age", "care")
    kinds = get_args(MediaReceived.__annotations__["kind"])
    closing = (*modals.CLOSE_REASONS, "erased", "handed-back")
    return {
        "ask": set(slots),
        "media": set(kinds),
        "desk-media": set(kinds),
        "status": {status for status in Status if status is not Status.CLOSED},
        "desk-state": set(Status),
        "desk-consent": {how for how in Consent if how is not Consent.GIVEN},
        "desk-close-reason": set(closing),
        "desk-decline-reason": set(modals.DECLINE_REASONS),
        "desk-outcome": set(modals.OUTCOMES),
        "desk-view": set(get_args(ViewKind)),
        "desk-escalated": set(STEPS),
        "desk-button": {name.partition(".")[2] for name in vars(ids).values() if str(name).startswith("case.")}
        - {"send"}
        | {"give-back"},
        "supporter-capacity": set(modals.CAPACITIES),
        "role": {
            role for role in TAXONOMY.verified_by_roles if role not in ("unverified", "import", "public_official")
        },
        "urgent": urgent,
        "paper-model": set(MODEL_STEPS),
        "flow-stage": set(get_args(Stage)),
        "flow-column": set(steps_table.COLUMNS),
        "flow-clock": {*(one.name for one in fields(Clocks)), "nobody-left"},
        "compare-figure": set(FIGURES),
        "compare-assumption": {name for name, _, _ in Assumptions()},
        "compare-unit": {*FIGURES.values(), *(unit for _, _, unit in Assumptions())},
    }


def test_every_sentence_the_code_asks_for_is_in_the_catalogue() -> None:
    known = japanese()

    asked = {use.text_id: use.where for use in uses()[0]}

    beginnings = {name for name in asked if any(one.startswith(f"{name}-") for one in known)}
    assert {name: where for name, where in asked.items() if name not in known and name not in beginnings} == {}


@pytest.mark.parametrize("prefix", sorted(composed()))
def test_every_name_put_together_from_a_code_is_in_the_catalogue(prefix: str) -> None:
    expected = {f"{prefix}-{code.replace('_', '-')}" for code in composed()[prefix]}

    assert expected - set(japanese()) == set()


def test_every_sentence_gets_the_values_it_speaks_of() -> None:
    """A family that presses a button whose answer lacks a value hears nothing at all."""
    known = japanese()
    lacking = []

    for use in uses()[0]:
        spoken = [use.text_id, *([f"supporter-{use.text_id}"] if use.where.startswith("routing/") else [])]
        for name in spoken:
            missing = known.get(name, frozenset()) - (use.given or frozenset())
            if use.given is not None and missing:
                lacking.append((use.where, name, sorted(missing)))

    assert lacking == []


def test_no_sentence_is_left_that_nobody_says() -> None:
    asked, patterns = uses()
    said = {use.text_id for use in asked} | {f"choice-{name}" for _, name in choices.AGES} | written()
    narrow = [re.compile(one) for one in patterns - {f"{ANY}-{ANY}", f"supporter-{ANY}", f"choice-{ANY}"}]
    narrow += [re.compile(f"{prefix}-{ANY}") for prefix in composed()]

    def heard(name: str) -> bool:
        return name in said or any(one.fullmatch(name) for one in narrow)

    assert [name for name in japanese() if not heard(name) and not heard(name.removeprefix("supporter-"))] == []


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "ja"])
def test_families_hear_everything_in_their_language_with_the_same_values(locale: str) -> None:
    there = messages(FAMILY_FILES[locale])

    differing = {name: (want, there.get(name)) for name, want in told_to_families().items() if there.get(name) != want}

    assert differing == {}


def test_supporters_hear_everything_in_english_too() -> None:
    there = messages("en.ftl")

    wanted = {name: found for name, found in messages("ja.ftl").items() if name.startswith("supporter-")}

    assert {name for name in wanted if there.get(name) != wanted[name]} == set()


# -- buttons on LINE -------------------------------------------------------------------------


def labels() -> Iterator[Choice]:
    """Every button a family may be offered, in every shipped region."""
    worries = Worries.load(TAXONOMY)
    yield from choices.menu()
    yield from choices.ages()
    yield from choices.cares()
    yield from front.stage_choices()
    for stage in TAXONOMY.life_stages:
        yield from front.worry_choices(tuple(worry.code for worry in worries.at(stage)))
    for name in shipped():
        yield from choices.towns(load(name).file.region.towns)
    for name in told_to_families():
        if name.startswith("choice-") and not told_to_families()[name]:
            yield Choice(Text(name), "")
    yield Choice(Text("choice-case", {"number": "WWWWW"}), "")
    yield from (Choice(Text(name), "") for name in ("call", "open-page", "copy-email", "entry-wrong"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_on_line_says_all_of_its_label(locale: str) -> None:
    region = load(shipped()[0])
    texts = texts_for(Library(region, TAXONOMY), region)

    said = {texts(choice.label, locale) for choice in labels()}

    assert len(said) > 40
    assert {label for label in said if clusters(label) > LABEL_MAX} == set()


def test_every_intake_model_can_be_drawn_and_compared() -> None:
    assert set(intake.names()) == set(MODEL_STEPS) == set(MODELS)


# -- the life of a case ----------------------------------------------------------------------

DIAGRAM = re.compile(r"(<!-- lifecycle -->\n```mermaid\n).*?(```\n<!-- /lifecycle -->)", re.DOTALL)


def drawn() -> str:
    """TRANSITIONS as a Mermaid state diagram: an arrow for each pair of states, with what leads there."""
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for (before, event), then in TRANSITIONS.items():
        arrows.setdefault((before, then), []).append(event.__name__)
    lines = ["stateDiagram-v2", "    [*] --> waiting"]
    lines += [f"    {before} --> {then}: {', '.join(events)}" for (before, then), events in arrows.items()]
    return "\n".join(lines) + "\n"


def test_the_glossary_draws_the_life_of_a_case_as_it_is() -> None:
    """Set UPDATE_GOLDEN=1 to draw it anew, then read the difference."""
    path = ROOT / "GLOSSARY.md"
    written = path.read_text("utf-8")

    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(DIAGRAM.sub(lambda found: found[1] + drawn() + found[2], written), "utf-8")

    shown = DIAGRAM.search(path.read_text("utf-8"))
    assert shown is not None
    assert shown[0] == shown[1] + drawn() + shown[2]


def played(model: str, duty: Duty, event: Event, case: Case | None = None, actor: Coordinator | None = None) -> Facts:
    """Facts for one event under the model."""
    asked = some_conversation(step=Step.CONSENT, words="夜に来てくれる看護師さんをさがしています")
    owned = replace(case, intake_model=model) if case else None
    return some_facts(duties={"desk": duty}, conversation=asked, case=owned, actor=actor)


@pytest.mark.parametrize("model", intake.names())
@pytest.mark.parametrize("duty", [OPEN, CLOSED, replace(OPEN, on_duty=()), replace(CLOSED, night_alert="kujira")])
def test_every_intake_model_can_be_played(model: str, duty: Duty) -> None:
    policy = replace(POLICY, intake_model=model)
    desk = {one.id for one in POLICY.coordinators}

    opened = decide(ChoicePressed("consent:yes"), played(model, duty, ChoicePressed("consent:yes")), policy)

    assert opened.case is not None
    assert opened.case.intake_model == model
    card = next(effect for effect in opened.effects if isinstance(effect, ShowCard))
    assert set(card.mention) <= desk
    claims = [
        decide(CaseClaimed(), played(model, duty, CaseClaimed(), opened.case, one), policy)
        for one in POLICY.coordinators
    ]
    assert any(claim.case and claim.case.status is Status.CLAIMED for claim in claims), "somebody must be able to"
    declined = decide(
        CaseDeclined("休み"), played(model, duty, CaseDeclined("休み"), opened.case, POLICY.coordinators[0]), policy
    )
    assert declined.case is not None
    assert declined.case.status is Status.WAITING


@pytest.mark.parametrize("model", intake.names())
def test_every_intake_model_has_the_shape_its_callers_use(model: str) -> None:
    module = intake.load(model)

    asked = {
        name: list(signature(found).parameters)[1:]
        for name, found in vars(intake.IntakeModel).items()
        if name[0] != "_"
    }

    assert len(asked) > 1
    assert {name: list(signature(getattr(module, name)).parameters) for name in asked} == asked
    assert (module.__doc__ or "").strip()


FROM_THE_DESK: tuple[FromDesk, ...] = (
    CaseClaimed(),
    CaseDeclined("休み"),
    ReplySent("message-1", "お返事です", (EntryRef("ym-001", 1),)),
    FollowUpSet(some_facts().now.date() + timedelta(days=7)),
    NoteAdded("電話した"),
    CaseClosed("settled", "met"),
)


@pytest.mark.parametrize("event", FROM_THE_DESK, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("status", Status)
def test_what_the_table_allows_happens_and_nothing_else(status: Status, event: FromDesk) -> None:
    owner = None if status is Status.WAITING else "kujira"
    case = some_case(status=status, owner=owner)
    if owner is not None and isinstance(event, CaseClaimed):  # of an owned case: by whom it was offered to
        case = replace(case, owner="umineko", offer=Offer("kujira", "umineko", some_facts().now))

    decision = decide(event, some_facts(case=case, actor=POLICY.coordinators[0]), POLICY)

    leads_to = TRANSITIONS.get((status, type(event)))
    assert (decision.case.status if decision.case else None) == leads_to


# -- the doors -------------------------------------------------------------------------------


@pytest.fixture
def product(sqlite_url: str) -> Iterator[Product]:
    settings = Settings(
        database_url=sqlite_url,
        region="yokosuka-miura",
        secret_key="a-secret-for-tests-only-0123456789",
        line=Line("channel-secret", "token", "http://127.0.0.1:9", "http://127.0.0.1:9"),
        slack=Slack("xoxb-token", "signing-secret", "http://127.0.0.1:9/api/"),
    )
    made = Product(settings)
    made.prepare()
    yield made
    made.close()


def test_every_door_for_events_turns_away_what_nobody_signed(product: Product) -> None:
    app = create_app(product, deliver=False)
    doors = [route for route in app.routes if isinstance(route, Route) and "POST" in (route.methods or ())]
    others = {route.path for route in app.routes if isinstance(route, Route)} - {door.path for door in doors}
    signed_wrong = {"x-line-signature": "c2lnbmVk", "x-slack-signature": "v0=00", "x-slack-request-timestamp": "1"}
    body = '{"destination": "U1", "events": [{"type": "follow", "webhookEventId": "1"}]}'

    with served(app) as url:
        statuses = {
            (door.path, name): httpx.post(url + door.path, content=body, headers=headers).status_code
            for door in doors
            for name, headers in (("nothing", {}), ("wrong", signed_wrong))
        }

    assert {door.path for door in doors} == {"/line/webhook", "/slack/events"}
    assert set(statuses.values()) == {401}
    watched = {"/health/live", "/health/ready", "/metrics"}
    by_secret = {"/roster/{secret}.ics"}  # tests/bot/test_roster_feed.py holds that a wrong one learns nothing
    assert others == watched | by_secret, "a new door says here who may come in"
    with product.database.begin() as tx:
        from_outside = sa.select(inbox.c.id).where(inbox.c.source != "clock")
        assert tx.conn.execute(from_outside).all() == []
