"""`make bench`: the shipped weights trained anew from the examples beside them; exit 1 where they differ.

Too slow for the tests (one to two minutes). Spellings and signs are compared byte by byte, and in the tests too.
Weights may differ by a step of rounding: machines add up in different orders.
"""

import sys
import tempfile
from pathlib import Path

from knowledge import needs, urgency
from knowledge.mending import SIGNS
from knowledge.spelling import SPELLINGS
from knowledge.training import DATA, Trainer, alarms, utterances

STEPS_APART = 2  # of a thousand; the smallest of the eight weights kept may also change places with the ninth
FEATURES_APART = 0.001  # share of features with another choice of labels


def weights_of(text: str) -> tuple[list[str], dict[str, tuple[str, dict[str, int]]]]:
    """The first lines, and for each feature its rarity and its weights by label."""
    first, labels, unit, *lines = text.splitlines()
    features = {}
    for line in lines:
        feature, rarity, *pairs = line.split("\t")
        features[feature] = rarity, {label: int(step) for label, _, step in (pair.partition(":") for pair in pairs)}
    return [first, labels, unit], features


def differs(name: str, anew: str) -> str | None:
    """What differs from the shipped file, in one line."""
    shipped = (DATA / name).read_text(encoding="utf-8")
    if name in (SPELLINGS, SIGNS):
        return None if shipped == anew else "not the same bytes"
    (head, ours), (new_head, theirs) = weights_of(shipped), weights_of(anew)
    if head[:2] != new_head[:2] or abs(float(head[2]) / float(new_head[2]) - 1) > 0.002:
        return "examples, labels or scale differ"
    if {name: rarity for name, (rarity, _) in ours.items()} != {name: rarity for name, (rarity, _) in theirs.items()}:
        return "features or their rarities differ"
    steps, chosen = 0, 0
    for feature, (_, weights) in ours.items():
        others = theirs[feature][1]
        steps = max([steps, *(abs(weights[label] - others[label]) for label in weights.keys() & others.keys())])
        chosen += weights.keys() != others.keys()
    if steps > STEPS_APART or chosen > FEATURES_APART * len(ours):
        return f"weights differ by up to {steps} steps; {chosen} of {len(ours)} features keep other labels"
    return None


def main() -> int:
    trainer, wrong = Trainer(), 0
    made = trainer.fingerprint()
    with tempfile.TemporaryDirectory() as folder:
        anew = Path(folder)
        trainer.spellings(utterances(), alarms()).save(anew / SPELLINGS, made)
        trainer.sign_costs(utterances(), alarms()).save(anew / SIGNS, made)
        trainer.needs_model(utterances()).save(anew / needs.WEIGHTS, made)
        trainer.alarm_model(alarms(), utterances()).save(anew / urgency.WEIGHTS, made)
        for name in (SPELLINGS, SIGNS, needs.WEIGHTS, urgency.WEIGHTS):
            found = differs(name, (anew / name).read_text(encoding="utf-8"))
            print(f"{name:22} {found or 'as shipped'}")
            wrong += found is not None
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
