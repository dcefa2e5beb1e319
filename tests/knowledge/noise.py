"""The ways in which messages arrive damaged. Seeded: the same text is always damaged the same way."""

import random
from collections.abc import Callable

import jaconv

from knowledge.text import normalise
from knowledge.words import Analyser

Noise = Callable[[str, random.Random], str]
_ANALYSER = Analyser()
_EMOJI = "😭💦🙏🎵✨😢"
_PARTICLES = frozenset("はがをにでもとへの")
_ENDINGS = (("です", "やねん"), ("ます", "ますねん"), ("ない", "へん"), ("ください", "ちょうだい"), ("どう", "どない"))
_CHATTER = "いつもお世話になっております。朝から雨で、洗濯物も乾かず、買い物にも出られませんでした。"


def typos(text: str, rng: random.Random) -> str:
    """Every twelfth character or so missing, doubled or swapped with its neighbour."""
    chars = list(text)
    for _ in range(max(1, len(chars) // 12)):
        at = rng.randrange(len(chars) - 1) if len(chars) > 1 else 0
        match rng.randrange(3):
            case 0:
                chars.pop(at)
            case 1:
                chars.insert(at, chars[at])
            case _:
                chars[at : at + 2] = reversed(chars[at : at + 2])
    return "".join(chars)


def kana(text: str, _: random.Random) -> str:
    """Everything in hiragana."""
    return "".join(word.sound for word in _ANALYSER.words(normalise(text)))


def half_in_kana(text: str, rng: random.Random) -> str:
    """Half of the words in hiragana."""
    words = _ANALYSER.words(normalise(text))
    return "".join(word.sound if rng.random() < 0.5 else word.surface for word in words)


def half_width(text: str, _: random.Random) -> str:
    return str(jaconv.z2h(text, kana=True, ascii=True, digit=True))


def without_particles(text: str, _: random.Random) -> str:
    words = _ANALYSER.words(normalise(text))
    return "".join(word.surface for word in words if word.surface not in _PARTICLES)


def emoji(text: str, rng: random.Random) -> str:
    """A pictograph inside words, too."""
    chars = list(text)
    for _ in range(max(1, len(chars) // 10)):
        chars.insert(rng.randrange(len(chars) + 1), rng.choice(_EMOJI))
    return "".join(chars)


def dialect(text: str, _: random.Random) -> str:
    for standard, spoken in _ENDINGS:
        text = text.replace(standard, spoken)
    return text


def rambling(text: str, _: random.Random) -> str:
    return f"{_CHATTER}{text}。{_CHATTER}すみません、長くなりました。"


def zero_width(text: str, rng: random.Random) -> str:
    chars = list(text)
    for _ in range(3):
        chars.insert(rng.randrange(len(chars) + 1), "\u200b")
    return "".join(chars)


ALL: dict[str, Noise] = {
    noise.__name__: noise
    for noise in (typos, kana, half_in_kana, half_width, without_particles, emoji, dialect, rambling, zero_width)
}
