"""A case's card brought into another desk's channel, and what stands of the family's words in the old one taken away.

Nothing is taken away before the new card stands. What was copied into the old thread follows into the new one.
"""

from collections.abc import Sequence

from bot.delivery import steps
from bot.delivery.steps import Step
from bot.desk.blocks import Rendered
from bot.desk.cards import Card
from bot.outcome import Sent
from routing.case import Case, Message
from routing.effects import Effect, MoveCard, PassMedia, Post, ShowCard, Text, Verbatim
from storage import messages, outbox, posts
from storage.database import Tx
from storage.outbox import Send
from storage.posts import FILE, Place

AT_ONCE = 30  # copies taken away in one sending; it must end within its lease


def waits(tx: Tx, send: Send, case_id: str) -> bool:
    """Whether the card may just be on its way: a second one would split the case."""
    somewhere = posts.find(tx, "card", case_id) is not None
    kinds = ("move-card",) if somewhere else ("show-card", "move-card")
    return outbox.card_under_way(tx, case_id, send.id, kinds)


def plan(tx: Tx, send: Send, case: Case, channel: str, card: Card, notice: Rendered) -> list[Step]:
    """The calls, in order: the new card with what belongs under it, the old one without a word, the copies."""
    place = posts.find(tx, "card", case.id)
    away = [steps.slack_delete(p.channel, p.ts) for p in posts.copies_elsewhere(tx, case.id, channel)[:AT_ONCE]]
    if place is not None and place.channel == channel:
        return [steps.slack_update(place.channel, place.ts, card.message), *away]
    more = [steps.slack_reply(rendered, steps.nth(send.key, n)) for n, rendered in enumerate(card.more, start=1)]
    begun = [steps.slack_post(channel, card.message, send.key), *more]
    if place is None:
        return begun
    said = [*posts.all_of(tx, "words", case.id), *posts.all_of(tx, "story", case.id)]
    words = [steps.slack_delete(p.channel, p.ts) for p in said]
    return [*begun, steps.slack_retire(place.channel, place.ts, notice), *words, *away]


def keep(tx: Tx, effect: MoveCard, done: Sequence[Sent], todo: Sequence[Step]) -> None:
    """Where things stand after as many of the steps as were done. Doing it twice is harmless."""
    placed = [Place(sent.data["channel"], sent.ids[0]) for sent in done if sent.ids and sent.data.get("channel")]
    if placed and placed[0] not in posts.all_of(tx, "card", effect.case_id):
        posts.relabel(tx, "card", effect.case_id, "moved")
        for kind in ("words", "story"):
            posts.relabel(tx, kind, effect.case_id, "old-words")
        posts.remember(tx, "card", effect.case_id, placed[0])
    for place in [one for one in placed[1:] if one.channel == placed[0].channel]:
        posts.remember(tx, "words", effect.case_id, place)
    for step, _ in zip(todo, done, strict=False):
        if step["do"] == "slack.delete":
            posts.mark_gone(tx, step["channel"], step["ts"])


def afterwards(tx: Tx, effect: MoveCard, case: Case | None, todo: Sequence[Step]) -> list[Effect]:
    """What follows into the new thread, and whether there is still more to take away."""
    gone = posts.take_gone(tx, [(s["channel"], s["ts"]) for s in todo if s["do"] == "slack.delete"])
    place = posts.find(tx, "card", effect.case_id)
    if case is None or place is None:
        return []
    said = [message for message_id in gone for message in [messages.get(tx, message_id)] if message]
    effects: list[Effect] = [again(case.id, message) for message in said if message.state != "withdrawn"]
    if any(step["do"] == "slack.post" for step in todo):
        effects += [PassMedia(case.id, of, file=file_id) for of, file_id in posts.files_of_case(tx, case.id)]
        effects.append(ShowCard(case.id))  # what happened since it was drawn
    if posts.copies_elsewhere(tx, case.id, place.channel):
        effects.append(MoveCard(case.id, effect.was))
    return effects


def again(case_id: str, message: Message) -> Effect:
    """The copy of what was said, for the thread where the case is now."""
    if message.kind != "text":
        return PassMedia(case_id, message.id, message.kind)
    if message.direction == "in":
        return Post(case_id, (Text("desk-wrote"), Verbatim(message.body)), message_id=message.id, story=True)
    answered = Text("desk-answered", {"name_code": message.author or ""})
    return Post(case_id, (answered, Verbatim(message.body)), message_id=message.id, story=True)


def keep_file(tx: Tx, effect: PassMedia, done: Sequence[Sent]) -> None:
    """The file that was passed on from an old thread is deleted there, as the second step."""
    if effect.file and len(done) > 1:
        posts.forget_at(tx, FILE, effect.file)
