"""The buttons a requester can press: code, and the text id of its label.

A code travels in LINE postback data (300 characters) and in Slack button values; arguments follow colons.
"""

from routing.effects import Choice, Text

GUIDE = "guide"  # I do not know what I need
STAGE = "stage"  # :life stage
WORRY = "worry"  # :worry
SLOT = "slot"  # :municipality|age|care:value
SKIP = "skip"  # the question just asked
MORE = "more"
RESOLVED = "resolved"
PERSON = "person"  # I want to talk to someone
WORDS_SKIP = "no-words"  # to a person without saying why
CONSENT = "consent"  # :yes|no
WRONG = "wrong"  # :entry:version
STATUS = "status"
NEW_CASE = "new-case"
CASE = "case"  # :case id, which of several
BOT = "bot"  # let the bot answer again
AGAIN = "again"  # show again what may not have arrived
EMERGENCY = "emergency"
MENU = "menu"
STORED = "stored"  # what do you keep about me
ERASE = "erase"  # :ask|yes
LANGUAGE = "language"  # :locale
DESK = "desk"  # :desk id|any
WHO = "who"  # :coordinator id|any
REFERRAL = "referral"  # :case id:yes|no
CALL_BACK = "call-back"  # :case id:yes|no

AGES = ((0, "age-0"), (12, "age-1-2"), (36, "age-3-5"), (72, "age-6-11"), (144, "age-12-17"), (216, "age-18"))
CARES = ("ventilator", "tracheostomy", "suction", "tube-feeding", "oxygen", "catheterization", "seizure-rescue")


def choice(code: str, *arguments: str, label: str | None = None, **args: str) -> Choice:
    """A button with the label `choice-<code>` unless another text is named."""
    return Choice(Text(label or f"choice-{code}", args), ":".join((code, *arguments)))


def menu() -> tuple[Choice, ...]:
    return (choice(GUIDE), choice(PERSON), choice(STATUS), choice(EMERGENCY), choice(STORED))


def towns(codes: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(choice(SLOT, "municipality", code, label="choice-town", town_code=code) for code in codes)


def ages() -> tuple[Choice, ...]:
    return tuple(choice(SLOT, "age", str(months), label=f"choice-{name}") for months, name in AGES)


def cares() -> tuple[Choice, ...]:
    return tuple(choice(SLOT, "care", code, label=f"choice-care-{code}") for code in CARES)
