"""How LINE counts, and where a text may be cut. Message text counts in UTF-16 units, labels in grapheme clusters."""

from itertools import islice

import regex

ELLIPSIS = "…"
CLUSTER_MAX = 10  # code points of the longest emoji; piled-up marks count as more than one character
_CLUSTER = regex.compile(r"\X")
# Best place first: after a line, after a sentence, after a comma or space. \s* keeps the blank with what it ends.
_BREAKS = (
    regex.compile(r"\n+"),
    regex.compile(r"[。！？!?]+[」』）)]*[ \u3000]*|\.[ \n]+"),
    regex.compile(r"[、，,；;]\s*|\s+"),
)
# C0 and C1 controls but tab and newline, and halves of surrogate pairs: JSON or LINE refuses them.
_UNSENDABLE = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def sendable(text: str) -> str:
    """The text with line ends as LINE has them, and each character no wire accepts made visible as U+FFFD."""
    return _UNSENDABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def clusters(text: str) -> int:
    return sum(1 for _ in _CLUSTER.finditer(text))


def shorten(text: str, most: int) -> str:
    """At most so many grapheme clusters; what was cut shows as an ellipsis."""
    if _fits(text, most):
        return text
    return text[: _end_of_cluster(text, most - 1)].rstrip() + ELLIPSIS


def whole_sentences(text: str, most: int) -> tuple[str, bool]:
    """As many whole sentences as fit into so many clusters (or a shortened first one), and whether any are missing."""
    if _fits(text, most):
        return text, False
    window = text[: _end_of_cluster(text, most)]
    for sentence_end in _BREAKS[:2]:
        ends = [found.end() for found in sentence_end.finditer(window)]
        if ends and clusters(window[: ends[-1]]) >= most // 3:
            return window[: ends[-1]].rstrip(), True
    return shorten(text, most), True


def pieces(text: str, most: int) -> list[str]:
    """The text in parts of at most so many UTF-16 units; put together again they are the text.

    Parts end after a line or sentence where one ends, and never inside what a reader sees as one character
    (unless that alone is longer than a part).
    """
    parts = []
    while utf16(text) > most:
        end = _cut(text, most)
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text] if text else parts


def _cut(text: str, most: int) -> int:
    end = min(most, len(text))
    while (excess := utf16(text[:end]) - most) > 0:
        end -= (excess + 1) // 2
    # A little more than fits is looked at, because what follows decides whether a cluster has ended.
    fitting = {found.end() for found in _CLUSTER.finditer(text[: end + 64]) if found.end() <= end}
    for kind in _BREAKS:
        ends = [found.end() for found in kind.finditer(text[:end]) if found.end() in fitting]
        if ends and ends[-1] > end // 2:
            return ends[-1]
    return max(fitting, default=end)


def _fits(text: str, most: int) -> bool:
    return len(text) <= most * CLUSTER_MAX and clusters(text) <= most


def _end_of_cluster(text: str, number: int) -> int:
    window = text[: number * CLUSTER_MAX]
    ends = [found.end() for found in islice(_CLUSTER.finditer(window), number)]
    return ends[-1] if ends else 0
