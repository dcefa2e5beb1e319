"""`tsunagu ask`, `match` and `eval`. Each imports what it needs when it runs: `--help` must be quick."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.matcher import Matcher

app = typer.Typer(help="The matcher on the command line.", no_args_is_help=True)
RegionOption = Annotated[
    str, typer.Option("--region", envvar="TSUNAGU_REGION", help="A region folder, or the name of a shipped region.")
]
TodayOption = Annotated[str | None, typer.Option("--today", help="The date to answer for, as 2026-11-21.")]


def _opened(region: str, today: str | None) -> "tuple[Matcher, date]":
    from bot.matching_commands import BadLine, matcher_of, today_in
    from bot.refusing import one_clear_line, refuse
    from bot.region import load

    with one_clear_line():
        place = load(region)
        matcher = matcher_of(place)
    try:
        return matcher, today_in(place, today)
    except ValueError as error:
        refuse(BadLine(0, f"--today {today!r}: {error}"))


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="A message, as a family or a supporter would write it.")],
    region: RegionOption = "yokosuka-miura",
    explain: Annotated[bool, typer.Option("--explain", help="Every reason of every candidate.")] = False,
    supporter: Annotated[bool, typer.Option("--supporter", help="Ask as a supporter in Slack would.")] = False,
    today: TodayOption = None,
) -> None:
    """Answer one message: slots, urgency, candidates and the decision."""
    from bot.matching_commands import explained
    from knowledge.resource import Audience

    matcher, on = _opened(region, today)
    audience = Audience.SUPPORTER if supporter else Audience.FAMILY
    understood = matcher.understand(text, requester=audience.value)
    answer = matcher.answer(understood, audience, on)
    for line in explained(matcher, understood, answer, most=10 if explain else 3):
        if explain or not line.startswith("          "):
            typer.echo(line)


@app.command()
def match(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, in and out.")] = False,
    documents: Annotated[bool, typer.Option("--documents", help="Measure retrieval over plain documents.")] = False,
    region: RegionOption = "yokosuka-miura",
    today: TodayOption = None,
) -> None:
    """Answer questions from standard input, for harnesses that measure."""
    from bot.matching_commands import BadLine, match_documents, match_questions
    from bot.refusing import refuse

    if not jsonl:
        refuse(BadLine(0, "match speaks JSON lines only: give --jsonl"))
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        if documents:
            match_documents(sys.stdin, sys.stdout)
        else:
            matcher, on = _opened(region, today)
            match_questions(matcher, sys.stdin, sys.stdout, on)
    except BadLine as error:
        refuse(error)


@app.command("eval")
def eval_(
    questions: Annotated[Path, typer.Argument(help="A file of questions with gold answers, one JSON object a line.")],
    region: RegionOption = "yokosuka-miura",
    today: TodayOption = None,
) -> None:
    """Score the matcher on a questions file."""
    from bot.matching_commands import BadLine, evaluated, table
    from bot.refusing import refuse

    matcher, on = _opened(region, today)
    try:
        metrics = evaluated(matcher, questions, on)
    except (BadLine, OSError, KeyError) as error:
        refuse(BadLine(0, f"{questions}: {error}"))
    for line in table(metrics):
        typer.echo(line)
