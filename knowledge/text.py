"""Messy Japanese made comparable: one form for reading, one folded form for looking words up."""

import unicodedata
from dataclasses import dataclass

import regex

# What carries no meaning: zero-width signs, variation selectors, skin tones, flags, pictographs.
_NOISE = regex.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U000e0000-\U000e0fff]|(?![0-9#*©®™〰〽㊗㊙ー])\p{Extended_Pictographic}|[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)
_LONG_VOWELS = regex.compile(r"([ー〜~―─-])\1+")  # いたーーい, お願いします〜〜
_BLANKS = regex.compile(r"[^\S\n]+")
_REPEATED = regex.compile(r"([!?。、…・笑wｗ])\1{2,}")
# 1:1 only, so that positions survive: katakana to hiragana, small kana to large.
_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
_FOLD = {code: chr(code - 0x60) for code in range(ord("ァ"), ord("ヶ") + 1)}
_FOLD = {code: _SMALL.get(kana, kana) for code, kana in _FOLD.items()} | {ord(a): b for a, b in _SMALL.items()}
_FOLD_AWAY = frozenset("ー〜~・ ")
_KANJI_KE = str.maketrans({"ヶ": "ケ", "ヵ": "カ"})


def normalise(text: str) -> str:
    """The text in one width and case, without invisible signs and pictographs; line breaks stay."""
    plain: str = unicodedata.normalize("NFKC", _NOISE.sub("", unicodedata.normalize("NFKC", text))).lower()
    plain = _REPEATED.sub(r"\1", _LONG_VOWELS.sub(r"\1", plain))
    plain = _BLANKS.sub(" ", plain)
    return plain.strip().translate(_KANJI_KE)


@dataclass(frozen=True, slots=True)
class Folded:
    """Kana as hiragana, no small kana, no long vowels. `origin[i]` is where character i stood in `plain`."""

    text: str
    plain: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` to `end` stand in the plain text."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(plain: str) -> Folded:
    """The folded form of a text that `normalise` has already seen."""
    kept, origin = [], []
    for at, char in enumerate(plain.translate(_FOLD)):
        if char not in _FOLD_AWAY:
            kept.append(char)
            origin.append(at)
    return Folded("".join(kept), plain, tuple(origin))


def fold_phrase(phrase: str) -> str:
    return fold(normalise(phrase)).text


def script(char: str) -> str:
    """hira, kata, kanji, latin, digit or other."""
    if "ぁ" <= char <= "ゖ":
        return "hira"
    if "ァ" <= char <= "ヺ" or char == "ー":
        return "kata"
    if "一" <= char <= "鿿" or char in "々〆":
        return "kanji"
    if char.isascii() and char.isalpha():
        return "latin"
    return "digit" if char.isdigit() else "other"


_SENTENCE_END = regex.compile(r"[\u3002!?\n]+|\.(?=\s|$)")


def sentence_spans(plain: str) -> list[tuple[int, int]]:
    """Where the sentences of a normalised text stand, blanks around them left out."""
    spans, start = [], 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(plain)), len(plain)]:
        part = plain[start:end]
        left = start + len(part) - len(part.lstrip())
        right = start + len(part.rstrip())
        if left < right:
            spans.append((left, right))
        start = end
    return spans


def sentences(plain: str) -> list[str]:
    """The sentences of a normalised text."""
    return [plain[start:end] for start, end in sentence_spans(plain)]
