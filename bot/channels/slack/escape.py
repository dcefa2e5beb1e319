"""Words people wrote, made harmless for Slack: nothing pings, nothing is formatted, nothing is lost.

Two ways, both visible to the reader. Where Slack reads its own signs (mrkdwn, and the `text` of a message) they are
replaced by look-alikes with `escape`, since mrkdwn has no escape of its own for them. Where it reads none (plain_text,
rich_text) `visible` is enough.
"""

import regex

# Invisible signs that can turn, hide or glue words: controls but tab and line feed, soft hyphen, zero-width, bidi,
# tags, fillers, interlinear and private marks, lone surrogates (JSON carries them, UTF-8 cannot). What holds an emoji
# together stays: the joiner between two pictures, the tags behind a flag.
_HIDDEN = regex.compile(
    r"[\p{Cc}--[\t\n]]|[\p{Cf}--[\u200D\U000E0020-\U000E007F]]|[\p{Zl}\p{Zp}\p{Cs}\p{Co}]|[\u115F\u1160\u3164\uFFA0]"
    r"|(?<!\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)\u200D|\u200D(?!\p{Extended_Pictographic})"
    r"|(?<!\U0001F3F4[\U000E0020-\U000E007F]{0,8})[\U000E0020-\U000E007F]",
    regex.V1,
)
_EMOJI_NAME = regex.compile(r":(?=[\w+'\-]+:)")
_MENTION = regex.compile(r"(?<![\w.])@(?=\w)")
_SIGNS = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "*": "\N{ASTERISK OPERATOR}",
        "_": "\N{FULLWIDTH LOW LINE}",
        "~": "\N{TILDE OPERATOR}",
        "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
    }
)


def visible(text: str) -> str:
    """The words with every hidden sign shown by its number, as [U+202E]. A line break stays one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return str(_HIDDEN.sub(lambda hidden: "".join(f"[U+{ord(sign):04X}]" for sign in hidden[0]), text))


def escape(text: str) -> str:
    """The words for mrkdwn: formatting signs, mentions and emoji names become look-alikes."""
    text = visible(text)
    text = _EMOJI_NAME.sub("\N{MODIFIER LETTER COLON}", text)
    text = _MENTION.sub("\N{FULLWIDTH COMMERCIAL AT}", text)
    return str(text).translate(_SIGNS)
