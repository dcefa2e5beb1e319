"""The story: one mother's question becomes one coordinator's answer. Each scene acts, then looks what was seen.

What the region's intake model adds in the middle stands in `bot.demo.models`.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.demo.house import House
from bot.demo.models import Model, model_of
from bot.demo.screens import Scene, Screens, Sight, exactly_three
from bot.demo.script import Script
from bot.demo.seen import slack_words

Act = tuple[str, Callable[[Scene], None]]


class Story:
    """Plays scene after scene in a house. Raises NothingHappened at the first thing that does not come."""

    def __init__(self, house: House, words: Script, intake_model: str | None = None) -> None:
        self._house, self._words = house, words
        self._screens = Screens(house, words)
        self.mother = self._screens.mother
        self._model: Model = model_of(intake_model or house.region.file.intake.model, self._screens)

    def acts(self) -> tuple[Act, ...]:
        chooses = self._house.region.file.intake.family_choice != "none"
        return (
            ("follow", self._follow),
            ("question", self._question),
            ("person", self._person),
            *((("choice", self._choice),) if chooses else ()),
            ("consent", self._consent),
            ("morning", self._morning),
            *self._model.acts(),
            ("reply", self._reply),
            ("answer", self._answer),
            ("follow_up", self._follow_up),
            ("close", self._close),
        )

    def scenes(self) -> Iterator[Scene]:
        for key, act in self.acts():
            scene = Scene(key, self._house.now())
            act(scene)
            yield scene

    # -- before anybody has it -------------------------------------------------------------------

    def _follow(self, scene: Scene) -> None:
        self._house.line.follow(self.mother)
        self._screens.phone(scene, "the greeting")

    def _question(self, scene: Scene) -> None:
        self._screens.says(scene, self._words["says"]["question"])
        shown = self._screens.phone(scene, "three entries", lambda ms: any(m["type"] == "flex" for m in ms))
        exactly_three(shown)

    def _person(self, scene: Scene) -> None:
        self._screens.presses(scene, "person", "the next question")

    def _choice(self, scene: Scene) -> None:
        """The region lets her choose: whom the script names where she is offered, else the first."""
        wanted = self._words["says"].get("wanted", "")
        for _ in range(2):  # a desk, then a person
            offered = [one for one in self._screens.choices() if one.startswith(("desk:", "who:"))]
            if not offered:
                return
            pressed = next((one for one in offered if one.endswith(f":{wanted}")), offered[0])
            self._screens.presses(scene, pressed, "the next question")

    def _consent(self, scene: Scene) -> None:
        self._screens.presses(scene, "consent:yes", "the case number")
        self._screens.new_card(scene)

    def _morning(self, scene: Scene) -> None:
        opening = self._house.region.duty(self._house.now()).opens_at
        if opening is not None:
            self._house.clock.move_to(opening + timedelta(minutes=5))
        scene.at = self._house.now()

    # -- in one coordinator's hands ----------------------------------------------------------------

    def _reply(self, scene: Scene) -> None:
        words, owner = self._words["says"]["reply"], self._model.owner
        before = len(self._screens.messages())
        self._screens.press_card(owner, "case.reply")
        self._screens.submits(owner, text=words)
        scene.seen.append(Sight("preview", slack_words(self._screens.form(owner)), owner.name))
        self._screens.submits(owner)
        self._screens.phone(scene, "the reply", lambda messages: words in str(messages))
        self._screens.thread(scene, before, words)
        self._screens.see_card(scene, "✅")

    def _answer(self, scene: Scene) -> None:
        words = self._words["says"]["answer"]
        before = len(self._screens.messages())
        self._screens.says(scene, words)
        self._screens.thread(scene, before, words)

    def _follow_up(self, scene: Scene) -> None:
        day = (self._house.now() + timedelta(days=7)).date()
        self._screens.press_card(self._model.owner, "case.follow_up")
        self._screens.submits(self._model.owner, on=day.isoformat())
        self._screens.see_card(scene, self._house.product.texts.day(day))

    def _close(self, scene: Scene) -> None:
        self._screens.press_card(self._model.owner, "case.close")
        self._screens.submits(self._model.owner, reason="settled", outcome="met")
        self._screens.phone(scene, "that it is closed")
        self._screens.see_card_without(scene, "case.reply")
