from hypothesis import given
from hypothesis import strategies as st

from knowledge.spans import Span, Spans

PLACE = st.integers(0, 12)
STRETCH = st.tuples(PLACE, PLACE).map(lambda two: (min(two), max(two) + 1))


@given(st.lists(STRETCH), STRETCH, PLACE)
def test_the_answers_are_those_of_looking_at_each(spans: list[Span], asked: Span, at: int) -> None:
    start, end = asked
    sought = Spans(spans)

    assert sought.hold(at) == any(s <= at < e for s, e in spans)
    assert sought.cover(start, end) == any(s <= start and end <= e for s, e in spans)
    assert sought.meet(start, end) == any(s < end and start < e for s, e in spans)
