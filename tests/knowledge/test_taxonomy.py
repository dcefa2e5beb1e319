import pytest

from knowledge.taxonomy import Municipality, UnknownCode, is_municipality_code
from tests.knowledge.samples import taxonomy


def test_every_code_that_points_somewhere_arrives() -> None:
    known = taxonomy()

    assert all(topic.group in known.groups for topic in known.topics.values())
    assert all(set(topic.life_stages) <= set(known.life_stages) for topic in known.topics.values())
    assert all(care.parent is None or care.parent in known.care_types for care in known.care_types.values())
    assert all(town.prefecture in known.prefectures for town in known.municipalities.values())


def test_check_digits_of_all_towns_are_right() -> None:
    codes = [*taxonomy().municipalities, *taxonomy().prefectures]

    assert all(is_municipality_code(code) for code in codes)
    assert not is_municipality_code("142019")
    assert not is_municipality_code("14201")
    assert not is_municipality_code("１４２０１８")


def test_a_child_code_names_its_parent() -> None:
    assert taxonomy().care_lineage("gastrostomy") == ("gastrostomy", "tube-feeding")
    assert taxonomy().care_lineage("suction") == ("suction",)
    with pytest.raises(UnknownCode, match="no care type 'magic'"):
        taxonomy().care_lineage("magic")


def test_an_age_settles_a_stage_only_where_one_is_common() -> None:
    assert taxonomy().stage_at(120) == "school_age"
    assert taxonomy().stage_at(20) is None


def test_labels_come_in_three_languages() -> None:
    label = taxonomy().topic("home-visit-nursing").label

    assert (label.in_locale("ja"), label.in_locale("en")) == ("訪問看護", "home-visit nursing")
    assert label.in_locale("ja-easy") == "看護師が 家に来る"
    assert label.in_locale("fr") == label.ja


def test_a_region_brings_its_own_towns() -> None:
    town = Municipality("142077", "茅ヶ崎市", "チガサキシ", "140007", "shonan-east")

    wider = taxonomy().with_municipalities([town])

    assert wider.municipalities["142077"].name == "茅ヶ崎市"
    assert "142077" not in taxonomy().municipalities
    with pytest.raises(ValueError, match="'142078' is not"):
        taxonomy().with_municipalities([Municipality("142078", "茅ヶ崎市", "チガサキシ", "140007", "x")])
