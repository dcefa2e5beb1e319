"""Whether a message is in English, so that the answer can be."""

import re

_COMMON_WORDS = """
the is are am my i we our you he she his her they it and or but can could has have need want where what who how
when please help with for from not no do does in at of to a an this that there
"""
COMMON = frozenset(_COMMON_WORDS.split())
ENOUGH = 3  # common words; romaji shares single ones ("no", "to", "a") but hardly three different ones


def speaks_english(text: str) -> bool:
    """True for a sentence in English; false for Japanese, also when it is written in Latin letters."""
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text):
        return False
    words = re.findall(r"[a-z']+", text.lower())
    known = {word for word in words if word in COMMON}
    return len(known) >= ENOUGH and sum(word in COMMON for word in words) * 3 >= len(words)
