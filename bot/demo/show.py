"""`tsunagu demo`: the story printed as a transcript, then the house kept open at one address."""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bot.demo.house import House, NothingHappened, house
from bot.demo.screens import Scene, Sight
from bot.demo.script import Script, script
from bot.demo.story import Story
from bot.region import load
from storage.settings import switch


def show(region: str, port: int, *, once: bool, model: str | None = None) -> bool:
    """Whether every scene happened. Unless `once`, stays up until interrupted. `model`: another than the region's."""
    words = script(load(region).id)
    supporters = {"U0KOEDA001": words["people"]["supporter"]}
    with (
        tempfile.TemporaryDirectory(prefix="tsunagu-demo-") as folder,
        house(Path(folder), region, supporters=supporters, port=port) as stage,
    ):
        if model is not None:
            written = stage.region.file.intake.model
            stage.product.database.run_sync(lambda tx: switch(tx, model, written))
        happened = tell(stage, words, model)
        if not once:
            say(words["words"]["stays"].format(url=stage.page))
            wait()
    return happened


def tell(stage: House, words: Script, model: str | None = None) -> bool:
    """Prints each scene as it happens; the last line says whether all did."""
    told = words["words"]
    say(f"══ {told['story']} ══")
    story, count = Story(stage, words, model), 0
    try:
        for scene in story.scenes():
            count += 1
            print_scene(count, scene, words)
    except NothingHappened as nothing:
        title = words["titles"][story.acts()[count][0]]
        say("", told["not_happened"].format(title=title, why=nothing))
        return False
    pushes = len([call for call in stage.line.calls("/message/push") if call["status"] == 200])
    say("", told["happened"].format(count=count), told["pushes"].format(count=pushes))
    return True


def print_scene(number: int, scene: Scene, words: Script) -> None:
    say("", f"── {words['words']['place']} {number}｜{scene.at:%m/%d %H:%M}｜{words['titles'][scene.key]}")
    for sight in scene.seen:
        say(f"  {screen(sight, words['words'])}")
        say(*(f"    {line}" for line in sight.lines))


def screen(sight: Sight, told: Mapping[str, str]) -> str:
    return told[sight.screen].format(name=sight.name)


def say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
