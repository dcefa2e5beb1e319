from knowledge.terms import Glossary
from tests.knowledge.samples import taxonomy


def test_the_glossary_points_at_known_codes_and_says_each_term_once() -> None:
    glossary = Glossary.load()

    names = [term.term for term in glossary.terms]
    assert len(glossary) == len(set(names)) > 100
    for term in glossary.terms:
        assert term.explanation
        assert term.daily_life
        assert set(term.related_codes) <= {*taxonomy().topics, *taxonomy().care_types}


def test_terms_are_found_by_name_abbreviation_or_slang_and_are_few() -> None:
    found = Glossary.load().terms_in("TPPVでカフアシも使用、サチ92。胃瘻とストーマあり")

    assert [term.term for term in found] == ["気管切開下陽圧換気", "経皮的動脈血酸素飽和度", "胃ろう"]


def test_everyday_words_explain_nothing() -> None:
    assert Glossary.load().terms_in("季節の変わり目に、はいろうかと") == ()
