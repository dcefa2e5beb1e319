"""How a case finds its owner, as each intake model plays it."""

import threading
from collections.abc import Callable
from typing import Protocol

from bot.demo.screens import Scene, Screens, Sight
from bot.demo.seen import slack_words
from routing.case import Coordinator

Acts = tuple[tuple[str, Callable[[Scene], None]], ...]


class Model(Protocol):
    owner: Coordinator

    def acts(self) -> Acts: ...


class DutyFirst:
    """Two press in the same moment; the card has one owner, the other hears whose it is."""

    owner: Coordinator

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    def acts(self) -> Acts:
        return (("claim", self._claim),)

    def _claim(self, scene: Scene) -> None:
        rivals = self._screens.house.region.coordinators[:2]
        ready = threading.Barrier(len(rivals))  # or the first is done before the second's thread has begun

        def claim(who: Coordinator) -> None:
            ready.wait()
            self._screens.press_card(who, "case.claim")

        presses = [threading.Thread(target=claim, args=(one,)) for one in rivals]
        for press in presses:
            press.start()
        for press in presses:
            press.join()
        whisper = self._screens.whisper("a refusal")
        loser = next(one for one in rivals if one.slack_id == whisper["user_seeing"])
        self.owner = next(one for one in rivals if one is not loser)
        self._screens.see_card(scene, self.owner.name)
        scene.seen.append(Sight("whisper", slack_words(whisper), loser.name))


class OneStop:
    """The desk puts it to somebody with one tap, unless the family's own wish did; where there are both, one of the
    city and one of the contractor accompany each other.
    """

    owner: Coordinator

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._people = screens.house.region.coordinators

    def acts(self) -> Acts:
        mixed = len({one.provision for one in self._people}) > 1
        wished = self._screens.house.region.file.intake.family_choice == "person"
        offer: Acts = () if wished else (("offer", self._offer),)
        return (*offer, ("accept", self._accept), *((("together", self._together),) if mixed else ()))

    def _offer(self, scene: Scene) -> None:
        house = self._screens.house
        on_duty = next(iter(house.region.duty(house.now()).on_duty), self._people[0].id)
        presses = next(one for one in self._people if one.id == on_duty)
        suggested = self._screens.buttons("case.offer")
        somebody_else = next(one for one in suggested if not one.endswith(f":{presses.id}"))
        self._screens.press_card(presses, "case.offer", somebody_else)
        asked = house.wait_for("somebody to be asked", self._asked)
        self._screens.see_card(scene, asked.name)

    def _asked(self) -> Coordinator | None:
        """Who is asked, once the card offers no choice any more."""
        if self._screens.buttons("case.offer") or not self._screens.buttons("case.undo"):
            return None
        words = "\n".join(slack_words(self._screens.card()))
        return min(
            (one for one in self._people if one.name in words), key=lambda one: words.index(one.name), default=None
        )

    def _accept(self, scene: Scene) -> None:
        self.owner = self._screens.house.wait_for("somebody to be asked", self._asked)
        self._screens.press_card(self.owner, "case.claim")
        self._screens.see_card_without(scene, "case.undo")

    def _together(self, scene: Scene) -> None:
        other = next(one for one in self._people if one.provision != self.owner.provision)
        self._screens.press_card(self.owner, "case.more")
        self._screens.submits(self.owner, what="form.invite")
        self._screens.submits(self.owner, to=other.id)
        self._screens.see_card(scene, other.name)


class Shared:
    """All see it and say what they think; then one decision is kept."""

    owner: Coordinator

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        active = [one for one in screens.house.region.coordinators if one.experience in ("current", "few")]
        self._circle = active[:3]

    def acts(self) -> Acts:
        return (("views", self._views), ("decision", self._decision))

    def _views(self, scene: Scene) -> None:
        presses = ("case.take", "case.together", "case.know")
        for who, view in zip(self._circle, presses, strict=False):
            self._screens.press_card(who, view)
            self._screens.see_card(scene, who.name)

    def _decision(self, scene: Scene) -> None:
        self.owner = self._circle[0]
        says = self._screens.words["says"]
        self._screens.press_card(self._circle[-1], "case.decide")
        self._screens.submits(self._circle[-1], approach=says["approach"], text=says["because"])
        self._screens.see_card(scene, says["because"])


def model_of(name: str, screens: Screens) -> Model:
    known: dict[str, Callable[[Screens], Model]] = {"duty_first": DutyFirst, "one_stop": OneStop, "shared": Shared}
    return known[name](screens)
