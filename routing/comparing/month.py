"""A month as it was: what came in, when, and what it took. Codes and figures only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.understanding import Slots
from routing.case import Case, Consent, Conversation, Status
from routing.desks import receiving, settled
from routing.policy import Policy


@dataclass(frozen=True, slots=True)
class PastCase:
    id: str
    opened_at: datetime  # in the region's zone
    town: str | None  # code
    topics: tuple[str, ...]
    care_types: tuple[str, ...]
    requester: str  # code of the taxonomy
    urgency: str  # class of the taxonomy, `soft` or `none`
    before_discharge: bool
    weight: int  # 1 to 3
    talk: timedelta  # what it took to listen and to answer
    first_accepts: bool  # whether whoever was asked first would have taken it

    @property
    def slots(self) -> Slots:
        stage = "birth_to_home" if self.before_discharge else None
        return Slots(municipality=self.town, care_types=self.care_types, life_stage=stage)


def as_case(past: PastCase, policy: Policy) -> Case:
    """The case as the product would have opened it, under the policy's model."""
    conversation = Conversation(past.id, past.id, slots=past.slots, topics=past.topics)
    case = Case(
        id=past.id,
        number=past.id,
        desk=receiving(policy, conversation).id,
        status=Status.WAITING,
        opened_at=past.opened_at,
        intake_model=policy.intake_model,
        settings_version=policy.settings_version,
        consent=Consent.GIVEN,
        requester=past.requester,
        person_id=past.id,
        conversation_id=past.id,
        slots=past.slots,
        topics=past.topics,
        urgency=past.urgency,
        weight=past.weight,
        first=past.before_discharge,
    )
    return settled(policy, case, chosen=False)
