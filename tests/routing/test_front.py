"""A family writes or presses; what the bot says, hands over, and keeps to itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from knowledge.understanding import Slots
from routing.case import Consent, Holder, Message, Step
from routing.decide import decide
from routing.decision import Consented, Unmet
from routing.effects import AskCurator, Entries, Forget, LeaveGroup, PassMedia, Say, TakeBack, Text, Verbatim
from routing.events import AddedToGroup, Blocked, ChoicePressed, Followed, MediaReceived, MessageWithdrawn, TextReceived
from tests.builders import (
    CLOSED,
    KUJIRA,
    POLICY,
    at,
    buttons,
    cards,
    found,
    of_kind,
    posts,
    said,
    some_case,
    some_conversation,
    some_facts,
    told_ids,
    understood,
)

WORDS = TextReceived("m-1", "預け先をさがしています")


def test_a_new_friend_hears_who_reads_and_that_this_is_not_for_emergencies() -> None:
    decision = decide(Followed(), some_facts(), POLICY)

    assert told_ids(decision) == ["greeting", "greeting-not-for-emergencies", "greeting-start"]
    assert "guide" in buttons(decision)


def test_a_question_is_answered_with_at_most_three_entries_and_a_way_to_see_more() -> None:
    decision = decide(WORDS, some_facts(understood=understood(), answer=found(5)), POLICY)

    entries = [part for part in said(decision) if isinstance(part, Entries)]
    assert [len(part.refs) for part in entries] == [3]
    assert buttons(decision) == ["more", "resolved", "person"]
    assert decision.case is None


def test_more_shows_the_rest_and_then_says_that_it_is_all() -> None:
    first = decide(WORDS, some_facts(understood=understood(), answer=found(5)), POLICY)

    second = decide(ChoicePressed("more"), some_facts(conversation=first.conversation), POLICY)
    third = decide(ChoicePressed("more"), some_facts(conversation=second.conversation), POLICY)

    shown = [part for part in said(second) if isinstance(part, Entries)]
    assert [r.entry_id for r in shown[0].refs] == ["ym-004", "ym-005"]
    assert told_ids(third) == ["no-more"]


def test_no_match_is_said_plainly_offers_a_person_and_counts_as_a_gap() -> None:
    decision = decide(WORDS, some_facts(understood=understood(), answer=found(0, "unknown")), POLICY)

    assert told_ids(decision) == ["answer-none"]
    assert "person" in buttons(decision)
    assert Unmet(("short-stay-medical",), "142018", "no-match") in decision.records


def test_who_only_greets_is_greeted_and_no_gap_is_counted() -> None:
    greeted = understood("こんにちは", wants="greeting", needs=(), slots=Slots())

    decision = decide(
        TextReceived("m-1", "こんにちは"), some_facts(understood=greeted, answer=found(0, "unknown")), POLICY
    )

    assert told_ids(decision) == ["hello"]
    assert "guide" in buttons(decision)
    assert not [record for record in decision.records if isinstance(record, Unmet)]


def test_a_second_case_takes_over_nothing_of_the_first_child() -> None:
    first = Slots(municipality="142018", age_months=60, care_types=("ventilator",))
    talk = some_conversation(case_id="case-1", slots=first, words="兄のこと", topics=("short-stay-medical",))

    decision = decide(ChoicePressed("new-case"), some_facts(conversation=talk, open_cases=(some_case(),)), POLICY)

    assert decision.conversation is not None
    assert decision.conversation.slots == Slots()


def test_one_question_at_a_time_and_it_can_be_skipped() -> None:
    asking = found(0, "ask", asks="municipality")
    decision = decide(WORDS, some_facts(understood=understood(slots=Slots()), answer=asking), POLICY)

    assert told_ids(decision) == ["ask-municipality"]
    assert buttons(decision) == ["slot:municipality:142018", "slot:municipality:142042", "skip"]
    assert decision.conversation is not None
    assert decision.conversation.asked == ("municipality",)


@pytest.mark.parametrize("urgency", ["medical_emergency", "caregiver_crisis"])
def test_an_emergency_is_answered_with_the_number_alone_and_the_desk_is_alerted(urgency: str) -> None:
    facts = some_facts(understood=understood(urgency=urgency), answer=found(3))

    decision = decide(WORDS, facts, POLICY)

    entries = [part for part in said(decision) if isinstance(part, Entries)]
    assert [part.lines for part in entries] == [True]
    assert told_ids(decision) == [f"urgent-{urgency.replace('_', '-')}", "alerted-on-duty"]
    assert decision.case is not None
    assert decision.case.consent is Consent.OVERRIDE
    assert cards(decision)[0].mention == ("kujira",)


def test_a_broken_machine_is_answered_with_the_line_and_at_most_three_entries() -> None:
    facts = some_facts(understood=understood(urgency="equipment_failure"), answer=found(5))

    decision = decide(WORDS, facts, POLICY)

    assert [len(part.refs) for part in said(decision) if isinstance(part, Entries)] == [1, 3]


def test_at_night_the_family_hears_that_nobody_reads_unless_somebody_does() -> None:
    urgent = some_facts(
        understood=understood(urgency="medical_emergency"), answer=found(0, "unknown"), duties={"desk": CLOSED}
    )

    nobody = decide(WORDS, urgent, POLICY)
    somebody = decide(WORDS, replace(urgent, duties={"desk": replace(CLOSED, night_alert="umineko")}), POLICY)

    assert told_ids(nobody)[-1] == "alerted-nobody"
    assert cards(nobody)[0].mention == ()
    assert told_ids(somebody)[-1] == "alerted-night"
    assert cards(somebody)[0].mention == ("umineko",)


def test_urgent_words_are_answered_even_while_a_person_has_the_conversation() -> None:
    case = some_case(owner="kujira")
    talk = some_conversation(holder=Holder.PERSON, case_id=case.id)
    facts = some_facts(conversation=talk, open_cases=(case,), understood=understood(urgency="medical_emergency"))

    decision = decide(WORDS, facts, POLICY)

    assert "urgent-medical-emergency" in told_ids(decision)
    assert posts(decision)[0].mention == ("kujira",)
    assert decision.case is not None
    assert decision.case.id == case.id


def test_an_alarming_word_about_the_past_gets_the_fixed_line_and_the_normal_answer() -> None:
    decision = decide(WORDS, some_facts(understood=understood(urgency="soft"), answer=found(2)), POLICY)

    assert told_ids(decision) == ["always-119", "answer-found"]
    assert decision.case is None


def test_nothing_is_handed_over_before_she_agrees() -> None:
    facts = some_facts(conversation=some_conversation(words="夜眠れません"))

    asked = decide(ChoicePressed("person"), facts, POLICY)
    agreed = decide(ChoicePressed("consent:yes"), replace(facts, conversation=asked.conversation), POLICY)

    assert told_ids(asked) == ["consent"]
    assert not posts(asked)
    assert not cards(asked)
    assert told_ids(agreed) == ["case-opened", "answers-now"]
    assert agreed.case is not None
    assert agreed.case.words == "夜眠れません"
    assert Consented("case-new", "person-mother", "given", "consent") in agreed.records


def test_an_old_consent_button_opens_nothing() -> None:
    decision = decide(ChoicePressed("consent:yes"), some_facts(), POLICY)

    assert decision.case is None
    assert told_ids(decision) == ["status-none"]


def test_who_asks_for_a_person_without_words_is_asked_for_one_sentence_and_may_skip_it() -> None:
    asked = decide(ChoicePressed("person"), some_facts(), POLICY)
    skipped = decide(ChoicePressed("no-words"), some_facts(conversation=asked.conversation), POLICY)

    assert told_ids(asked) == ["case-words"]
    assert told_ids(skipped) == ["consent"]


def test_outside_hours_she_hears_when_the_desk_opens() -> None:
    talk = some_conversation(words="夜眠れません", step=Step.CONSENT)

    decision = decide(ChoicePressed("consent:yes"), some_facts(conversation=talk, duties={"desk": CLOSED}), POLICY)

    assert told_ids(decision) == ["case-opened", "answers-from"]
    assert cards(decision)[0].mention == ()


def test_while_a_person_has_the_conversation_words_go_to_the_thread_and_the_bot_keeps_quiet() -> None:
    case = some_case(owner="kujira", told_owner="kujira")
    talk = some_conversation(holder=Holder.PERSON, case_id=case.id, held_until=at("18:00"))
    facts = some_facts(conversation=talk, open_cases=(case,), understood=understood(), answer=found(3))

    decision = decide(WORDS, facts, POLICY)

    assert said(decision) == []
    assert [post.parts for post in posts(decision)] == [(Text("desk-wrote"), Verbatim(WORDS.text))]


def test_before_anybody_claimed_it_she_hears_once_that_her_words_arrived() -> None:
    case = some_case()
    talk = some_conversation(holder=Holder.PERSON, case_id=case.id, held_until=at("18:00"))
    facts = some_facts(conversation=talk, open_cases=(case,), understood=understood())

    first = decide(WORDS, facts, POLICY)
    second = decide(
        WORDS, replace(facts, conversation=first.conversation, now=facts.now + timedelta(minutes=1)), POLICY
    )

    assert told_ids(first) == ["passed-on"]
    assert said(second) == []


def test_after_a_long_silence_the_bot_answers_again_and_says_so() -> None:
    case = some_case(owner="kujira", told_owner="kujira")
    talk = some_conversation(holder=Holder.PERSON, case_id=case.id, held_until=at("9:00"))
    facts = some_facts(conversation=talk, open_cases=(case,), understood=understood(), answer=found(1))

    decision = decide(WORDS, facts, POLICY)

    assert told_ids(decision) == ["bot-again", "answer-found"]
    assert len(posts(decision)) == 1
    assert decision.conversation is not None
    assert decision.conversation.holder is Holder.BOT


def test_a_picture_goes_to_the_thread_of_her_case_and_without_a_case_she_is_asked_for_words() -> None:
    case = some_case()
    picture = MediaReceived("m-2", "image")
    talk = some_conversation(holder=Holder.PERSON, case_id=case.id)

    with_case = decide(picture, some_facts(conversation=talk, open_cases=(case,)), POLICY)
    without = decide(picture, some_facts(), POLICY)

    assert of_kind(with_case, PassMedia) == [PassMedia(case.id, "m-2", "image")]
    assert told_ids(without) == ["media-image"]


def test_what_she_takes_back_leaves_the_thread_the_card_and_the_memory() -> None:
    case = some_case(words="夜眠れません\nもう一言")
    message = Message("m-1", "talk-mother", "in", "text", at("10:00"), case_id=case.id, body="夜眠れません")
    talk = some_conversation(words="夜眠れません", case_id=case.id)
    facts = some_facts(conversation=talk, case=case, open_cases=(case,), message=message)

    decision = decide(MessageWithdrawn("m-1"), facts, POLICY)

    assert of_kind(decision, TakeBack) == [TakeBack(case.id, "m-1")]
    assert decision.case is not None
    assert decision.case.words == "もう一言"
    assert decision.conversation is not None
    assert decision.conversation.words == ""


def test_a_block_is_shown_on_her_open_case() -> None:
    decision = decide(Blocked(), some_facts(open_cases=(some_case(),)), POLICY)

    assert decision.person is not None
    assert decision.person.blocked
    assert posts(decision)[0].parts == (Text("desk-blocked"),)
    assert said(decision) == []


def test_a_group_is_left_with_one_sentence() -> None:
    decision = decide(AddedToGroup("C123"), some_facts(person=None, conversation=None), POLICY)

    assert decision.effects == (LeaveGroup("C123", Text("group-goodbye")),)


def test_a_wrong_entry_goes_to_a_curator() -> None:
    decision = decide(ChoicePressed("wrong:ym-001:3"), some_facts(), POLICY)

    (card,) = of_kind(decision, AskCurator)
    assert isinstance(card, AskCurator)
    assert (card.entry.entry_id, card.entry.version) == ("ym-001", 3)


def test_erasing_is_asked_once_more_and_comes_after_the_last_word() -> None:
    sure = decide(ChoicePressed("erase:ask"), some_facts(), POLICY)
    gone = decide(ChoicePressed("erase:yes"), some_facts(), POLICY)

    assert not of_kind(sure, Forget)
    assert [type(effect) for effect in gone.effects] == [Say, Forget]


def test_the_guided_path_asks_the_stage_and_then_names_common_worries() -> None:
    stage = decide(ChoicePressed("guide"), some_facts(), POLICY)
    worry = decide(ChoicePressed("stage:preschool"), some_facts(), POLICY)

    assert len(buttons(stage)) == 4
    assert buttons(worry) == ["worry:night-sleep", "worry:nursery", "person"]


def test_who_asks_how_things_stand_hears_what_is_true_now() -> None:
    case = some_case(status="claimed", owner=KUJIRA.id)

    decision = decide(ChoicePressed("status"), some_facts(open_cases=(case,)), POLICY)

    assert told_ids(decision) == ["status-claimed", "answers-now"]


def test_who_writes_english_is_answered_in_english() -> None:
    words = TextReceived("m-1", "My son has a tracheostomy and we need a nurse who comes to our home")

    decision = decide(words, some_facts(understood=understood(), answer=found(1)), POLICY)

    assert decision.person is not None
    assert decision.person.locale == "en"


def test_who_asks_what_is_stored_hears_how_much_and_may_have_it_erased() -> None:
    decision = decide(ChoicePressed("stored"), some_facts(stored_messages=7, stored_cases=1), POLICY)

    assert said(decision) == [Text("stored", {"messages": 7, "cases": 1})]
    assert buttons(decision) == ["erase:ask", "menu"]


@pytest.mark.parametrize(("kind", "kept"), [("unknown", ("緘黙",)), ("perhaps", ("緘黙",)), ("ask", ())])
def test_words_nobody_knew_are_kept_only_of_a_question_the_bot_could_not_answer(
    kind: Literal["unknown", "perhaps", "ask"], kept: tuple[str, ...]
) -> None:
    heard = replace(found(2), kind=kind, unmatched=("緘黙",))

    decision = decide(WORDS, some_facts(understood=understood(), answer=heard), POLICY)

    assert decision.unmatched == kept


def test_what_is_written_to_a_person_is_none_of_the_bots_questions() -> None:
    held = some_conversation(holder=Holder.PERSON, case_id="case-1", held_until=None)
    heard = replace(found(0), kind="unknown", unmatched=("緘黙",))
    facts = some_facts(conversation=held, case=some_case(), open_cases=(some_case(),), understood=understood())

    decision = decide(WORDS, replace(facts, answer=heard), POLICY)

    assert decision.unmatched == ()
