from dataclasses import replace

from routing.catching_up import carrying, messages_of, offering, together
from routing.effects import Choice, Entries, Forget, Post, Say, ShowCard, Text, Verbatim

TALK = "talk"


def answer(*parts: object, urgent: bool = False) -> Say:
    return Say(TALK, tuple(parts) or (Text("menu"),), (Choice(Text("choice-menu"), "menu"),), urgent=urgent)  # type: ignore[arg-type]


def reply(words: str = "返事", name: str = "reply-1") -> Say:
    return Say(TALK, (Verbatim(words, "鯨井"),), message_id=name, case_id="case-1")


def test_what_was_held_is_said_first_in_the_same_sending_and_its_message_is_remembered() -> None:
    effects, taken = carrying((ShowCard("case-1"), answer()), TALK, (reply(),))

    said = effects[1]
    assert isinstance(said, Say)
    assert said.parts == (Text("held-before"), Verbatim("返事", "鯨井"), Text("menu"))
    assert (said.carries, said.choices, taken) == (("reply-1",), answer().choices, 1)


def test_when_nothing_is_said_to_her_the_held_reply_goes_by_itself() -> None:
    effects, taken = carrying((Post("case-1", (Verbatim("言葉"),)),), TALK, (reply(),))

    assert effects[0] == Say(
        TALK, (Text("held-before"), Verbatim("返事", "鯨井")), case_id="case-1", carries=("reply-1",)
    )
    assert (len(effects), taken) == (2, 1)


def test_as_many_as_fit_into_one_reply_go_in_order_and_the_rest_waits() -> None:
    held = tuple(reply(f"{n}", f"reply-{n}") for n in range(6))

    effects, taken = carrying((answer(Text("answer-found"), Entries(())),), TALK, held)

    said = effects[0]
    assert isinstance(said, Say)
    assert said.carries == ("reply-0",)
    assert messages_of(said.parts) <= 5
    assert taken == 1


def test_what_was_carried_before_and_held_again_keeps_all_its_messages() -> None:
    again = Say(TALK, (Text("held-before"), Verbatim("返事")), carries=("reply-1", "reply-2"))

    (said,), _ = carrying((answer(),), TALK, (again,))

    assert isinstance(said, Say)
    assert said.carries == ("reply-1", "reply-2")


def test_urgent_words_go_alone_and_who_asks_to_be_forgotten_is_told_no_more() -> None:
    for effects in ((answer(urgent=True),), (answer(), Forget("person", TALK))):
        assert carrying(effects, TALK, (reply(),)) == (effects, 0)
        assert offering(effects, TALK) is None


def test_a_question_is_asked_with_a_button_before_what_else_there_is_to_say() -> None:
    effects = offering((answer(), ShowCard("case-1")), TALK)

    assert effects is not None
    said = effects[0]
    assert isinstance(said, Say)
    assert said.parts == (Text("again-offer"), Text("menu"))
    assert [choice.code for choice in said.choices] == ["again", "menu"]


def test_a_question_is_asked_also_when_a_person_has_the_conversation_and_the_bot_is_silent() -> None:
    effects = offering((Post("case-1", (Verbatim("言葉"),)),), TALK)

    assert effects is not None
    assert [effect.kind for effect in effects] == ["say", "post"]


def test_another_conversation_of_hers_is_left_alone() -> None:
    elsewhere = Say("another", (Text("menu"),))

    effects, _ = carrying((elsewhere,), TALK, (reply(),))

    assert effects[1] == elsewhere


def test_a_very_long_reply_counts_as_the_messages_it_becomes() -> None:
    assert messages_of((Text("a"), Text("b"), Verbatim("長" * 9_500), Text("c"))) == 5


# -- what waits behind one another ----------------------------------------------------------------


def test_what_waits_behind_goes_along_in_order_with_all_its_messages_and_the_last_buttons() -> None:
    first, second, third = reply("一", "r1"), reply("二", "r2"), replace(reply("三", "r3"), choices=answer().choices)

    said, taken = together(first, (second, third))

    assert said.parts == (*first.parts, *second.parts, *third.parts)
    assert said.replies == ("r1", "r2", "r3")
    assert (said.choices, taken) == (answer().choices, 2)


def test_no_more_goes_along_than_one_call_has_room_for() -> None:
    several = tuple(reply(str(n), f"r{n}") for n in range(8))

    said, taken = together(several[0], several[1:])

    assert (messages_of(said.parts), taken) == (5, 4)


def test_urgent_words_and_those_of_another_case_go_by_themselves() -> None:
    first = reply()
    for other in (answer(urgent=True), replace(reply("別", "r2"), case_id="case-2")):
        assert together(first, (other, reply("後", "r3"))) == (first, 0)
    urgent = answer(urgent=True)
    assert together(urgent, (answer(),)) == (urgent, 0)
