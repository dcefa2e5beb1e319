"""What stands in a box of the drawing or in a row of the table, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.region import Region
from bot.texts import WEEKDAY_IDS, Texts
from bot.texts.hours import hours_in_words
from knowledge.taxonomy import Taxonomy, UnknownCode
from routing.duty import WEEKDAYS, Hours
from routing.effects import Text
from routing.flow.build import Windows
from routing.flow.graph import Node, Turns

WEEKS = 4  # looked at to learn who is on duty on which weekday: rotations and holidays differ from week to week
LOOK_EVERY = timedelta(minutes=30)
REQUESTER = "requester"


@dataclass(frozen=True)
class Words:
    texts: Texts
    taxonomy: Taxonomy

    def __call__(self, text: Text) -> str:
        return self.texts(text)

    def join(self, parts: list[str]) -> str:
        return self.texts(Text("flow-join")).join(parts)

    def who(self, node: Node) -> list[str]:
        lines = [self.join(list(node.who))] if node.who else []
        if node.about:
            lines.append(
                self(Text("flow-about-codes", {"codes": self.join([self.label(code) for code in node.about])}))
            )
        return lines

    def label(self, code: str) -> str:
        """The code in words; as it was written where the taxonomy has none."""
        kind, _, requester = code.rpartition(":")
        if kind == REQUESTER and requester in self.taxonomy.requester_types:
            return self.taxonomy.requester_types[requester].label_ja
        try:
            return self.taxonomy.label(requester, "ja")
        except UnknownCode:
            return requester

    def when(self, node: Node) -> list[str]:
        lines = [hours_in_words(written(node.hours), self.texts, "ja")] if node.hours else []
        if node.turns:
            turns = [self._turn(weekday, names) for weekday, names in node.turns]
            lines.append(self(Text("flow-turns", {"turns": self.join(turns)})))
        if node.after is not None:
            kind = "flow-span-wall" if node.by_the_wall else "flow-span-open"
            lines.append(self(Text(kind, {"span": self.span(node.after)})))
        return lines

    def _turn(self, weekday: int, names: tuple[str, ...]) -> str:
        day = self(Text(f"weekday-{WEEKDAY_IDS[weekday]}"))
        said = self.join(list(names)) if names else self(Text("flow-turn-nobody"))
        return self(Text("flow-turn", {"weekday": day, "names": said}))

    def span(self, span: timedelta) -> str:
        hours, minutes = divmod(int(span / timedelta(minutes=1)), 60)
        if not hours:
            return self(Text("flow-span-minutes", {"minutes": str(minutes)}))
        if not minutes:
            return self(Text("flow-span-hours", {"hours": str(hours)}))
        return self(Text("flow-span-hours-minutes", {"hours": str(hours), "minutes": str(minutes)}))


def written(hours: Hours) -> str:
    """A desk's hours in the notation of the directory, from which words are made."""
    begin, spans = hours.start, []
    for pause, again in sorted(hours.breaks):
        spans.append((begin, pause))
        begin = again
    spans.append((begin, hours.end))
    rules = [f"{','.join(hours.days)} {start:%H:%M}-{end:%H:%M}" for start, end in spans if start < end]
    return "; ".join([*rules, *([] if hours.open_on_holidays else ["PH off"])])


def windows_of(region: Region, today: date) -> Windows:
    """Hours, turns and night alerts of every desk, by the region's own arithmetic."""
    return Windows(
        hours=region.hours,
        turns={desk: turns_at(region, desk, today) for desk in region.hours},
        night={desk.id: desk.night_alert for desk in region.file.desk if desk.night_alert != "none"},
    )


def turns_at(region: Region, desk: str, today: date) -> Turns:
    """Who is on duty at a desk on each weekday of its hours, in the order of the day, over the next weeks."""
    names = {one.id: one.name for one in region.coordinators}
    hours = region.hours[desk]
    found: dict[int, dict[str, None]] = {day: {} for day, code in enumerate(WEEKDAYS) if code in hours.days}
    for ahead in range(7 * WEEKS):
        day = today + timedelta(days=ahead)
        at = datetime.combine(day, hours.start, region.zone)
        while at.date() == day and at.time() < hours.end:
            duty = region.duty(at, desk)
            if duty.open:
                found[day.weekday()].update(dict.fromkeys(names[one] for one in duty.on_duty))
            at += LOOK_EVERY
    return tuple((day, tuple(seen)) for day, seen in sorted(found.items()))
