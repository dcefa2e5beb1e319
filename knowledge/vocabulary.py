"""The words of the field as taxonomy and lexicon have them, made ready to be found: the same for every directory."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.cares import CareNames
from knowledge.lexicon import Lexicon
from knowledge.needs import TopicNames
from knowledge.slips import Slips
from knowledge.taxonomy import Taxonomy
from knowledge.urgency import UrgencyReader
from knowledge.words import shared_analyser


@dataclass(frozen=True, eq=False)
class Vocabulary:
    lexicon: Lexicon
    topics: TopicNames
    cares: CareNames
    slips: Slips
    urgency: UrgencyReader


@lru_cache(maxsize=2)
def vocabulary(taxonomy: Taxonomy, lexicon: Lexicon) -> Vocabulary:
    """Built once for a taxonomy and a lexicon: a new directory of the same region finds it ready."""
    topics = TopicNames(taxonomy, shared_analyser())
    cares = CareNames(taxonomy, shared_analyser())
    slips = Slips((*topics.phrases, *cares.phrases, *lexicon.phrases), shared_analyser())
    return Vocabulary(lexicon, topics, cares, slips, UrgencyReader(taxonomy))
