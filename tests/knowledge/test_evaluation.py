from typing import Any

from knowledge.evaluation import Share, score, share
from tests.knowledge.samples import taxonomy


def question(**changes: Any) -> dict[str, Any]:
    return {
        "id": "q-1",
        "channel": "line",
        "topics": ["home-visit-nursing"],
        "municipality": "142018",
        "age_months": 36,
        "care_types": ["gastrostomy"],
        "urgency": "none",
        "answerable": True,
        "relevant": {"a": 2, "b": 1},
        "must_not": ["c"],
        "must_not_why": {"c": ["town"]},
        "difficulty": "direct",
    } | changes


def predicted(**changes: Any) -> dict[str, Any]:
    return {
        "id": "q-1",
        "ranked": ["b", "a"],
        "declined": False,
        "urgency": "none",
        "topics": ["home-visit-nursing"],
        "municipality": "142018",
        "age_months": 40,
        "care_types": ["tube-feeding"],
    } | changes


def value(name: str, questions: list[dict[str, Any]], predictions: list[dict[str, Any]]) -> float:
    metric = score(questions, predictions, taxonomy())[name]
    return metric.value if isinstance(metric, Share) else float(metric)


def test_a_right_answer_scores_in_every_metric() -> None:
    for name in ("answers.hit@3", "topics.main_first", "slots.municipality", "slots.age", "slots.care.f1"):
        assert value(name, [question()], [predicted()]) == 1.0, name
    assert value("must_not.rate", [question()], [predicted()]) == 0.0
    assert round(value("answers.ndcg@3", [question()], [predicted()]), 3) == 0.797


def test_a_declined_answer_shows_nothing() -> None:
    declined = predicted(declined=True, ranked=["a", "c"])

    assert value("answers.hit@3", [question()], [declined]) == 0.0
    assert value("must_not.rate", [question()], [declined]) == 0.0
    assert value("abstention.answerable_declined", [question()], [declined]) == 1.0


def test_harm_is_counted_with_its_reason() -> None:
    metrics = score([question()], [predicted(ranked=["c", "a"])], taxonomy())

    assert metrics["must_not.rate"] == share([True])
    assert metrics["must_not.entries_by_reason.town"] == 1


def test_a_missing_prediction_is_a_miss_and_told() -> None:
    assert value("not_predicted", [question()], []) == 1
    assert value("answers.hit@3", [question()], []) == 0.0


def test_an_alarm_of_another_class_is_heard_but_not_the_same() -> None:
    asked, alarmed = question(urgency="end_of_supply"), predicted(urgency="equipment_failure")

    assert value("urgency.recall_any_class", [asked], [alarmed]) == 1.0
    assert value("urgency.recall_same_class", [asked], [alarmed]) == 0.0
    assert value("urgency.false_alarm", [question()], [alarmed]) == 1.0


def test_intervals_stay_between_nothing_and_everything() -> None:
    certain = share([True] * 10)

    assert certain is not None
    assert (certain.value, certain.n, certain.high) == (1.0, 10, 1.0)
    assert 0.6 < certain.low < 0.8
    assert share([]) is None
