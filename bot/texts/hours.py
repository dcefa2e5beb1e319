"""Opening hours in words: `MO-FR 09:00-17:00; PH off` as 月〜金 9:00〜17:00（祝日休み）."""

from functools import reduce

from bot.texts import WEEKDAY_IDS, Texts
from knowledge.opening import DAY_MINUTES, OpeningHours, Rule, UnreadableHours, parse
from routing.effects import Text


def hours_in_words(hours: str, texts: Texts, locale: str) -> str:
    """The hours as people say them. What the directory's grammar cannot read is shown as it was written."""
    try:
        opening = parse(hours)
    except UnreadableHours:
        return hours
    return _Words(texts, locale).opening(opening)


class _Words:
    def __init__(self, texts: Texts, locale: str) -> None:
        self.texts, self.locale = texts, locale

    def say(self, text_id: str, **args: str) -> str:
        return self.texts(Text(text_id, args), self.locale)

    def opening(self, opening: OpeningHours) -> str:
        if opening.always:
            return self.say("hours-always")
        if opening.unknown:
            return self.say("hours-ask")
        days: dict[frozenset[int], list[Rule]] = {}  # a morning and an afternoon of the same days are said once
        for rule in opening.rules:
            days.setdefault(rule.weekdays, []).append(rule)
        said = self.joined(
            [
                self.say("hours-rule", days=self.weekdays(on), times=self.joined([self.span(rule) for rule in rules]))
                for on, rules in days.items()
            ]
        )
        return self.say("hours-closed-on-holidays", hours=said) if opening.closed_on_holidays else said

    def weekdays(self, on: frozenset[int]) -> str:
        if len(on) == 7:
            return self.say("hours-every-day")
        return reduce(lambda a, b: self.say("hours-days-and", a=a, b=b), [self.run(run) for run in runs(on)])

    def run(self, run: list[int]) -> str:
        names = [self.say(f"weekday-{WEEKDAY_IDS[day]}") for day in run]
        if len(names) > 2:
            return self.say("hours-days-through", first=names[0], last=names[-1])
        return reduce(lambda a, b: self.say("hours-days-and", a=a, b=b), names)

    def span(self, rule: Rule) -> str:
        if rule.closes - rule.opens == DAY_MINUTES and rule.opens == 0:
            return self.say("hours-all-day")
        text_id = "hours-span-next-day" if rule.closes > DAY_MINUTES else "hours-span"
        closes = rule.closes - DAY_MINUTES if rule.closes > DAY_MINUTES else rule.closes
        return self.say(text_id, opens=clock(rule.opens), closes=clock(closes))

    def joined(self, said: list[str]) -> str:
        return reduce(lambda a, b: self.say("hours-and", a=a, b=b), said)


def runs(on: frozenset[int]) -> list[list[int]]:
    """Weekdays that follow each other, together; a run may pass Sunday."""
    found: list[list[int]] = []
    for day in sorted(on):
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    if len(found) > 1 and found[0][0] == 0 and found[-1][-1] == 6:
        found[0] = found.pop() + found[0]
    return found


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
