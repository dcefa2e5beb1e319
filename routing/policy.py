"""A region's settings, as far as decisions need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from routing.case import Coordinator

SHOWN_AT_ONCE = 3  # more than three at once is no help to a tired parent (seed 003)


@dataclass(frozen=True, slots=True)
class Policy:
    region_id: str
    settings_version: int
    desk: str
    desk_name: str  # as people know it
    intake_model: str
    coordinators: tuple[Coordinator, ...]
    towns: tuple[str, ...]  # codes, offered when the bot asks where the child lives
    worries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # life stage -> codes, for the guided path
    claim_notice_after: timedelta = timedelta(minutes=10)  # a reply within it carries the name and saves a push
    follow_up_at: time = time(9)

    def coordinator(self, coordinator_id: str) -> Coordinator:
        return next(c for c in self.coordinators if c.id == coordinator_id)
