"""The command line. Wrong input is one clear line and exit 2; a check that finds something is exit 1.

Each command imports what it needs when it runs: `--help` must be quick.
"""

import os
import sys
from typing import Annotated

import typer

from bot.logs import log_to_stderr
from bot.matching_cli import app as matching
from bot.operating_commands import app as operating
from bot.paper_cli import app as papers
from bot.refusing import one_clear_line, refuse

app = typer.Typer(
    help="Tsunagu: front door and memory for coordinators of children with medical care.", no_args_is_help=True
)

app.add_typer(matching)
app.add_typer(operating)
app.add_typer(papers)

WAITS_FOR_DATABASE = 600.0  # seconds at the start; then it is a matter for whoever supervises us

RegionOption = Annotated[
    str | None,
    typer.Option("--region", help="A region folder, or the name of a shipped region. Default: TSUNAGU_REGION."),
]


def region_name(given: str | None) -> str:
    name = given or os.environ.get("TSUNAGU_REGION", "")
    if not name:
        from bot.region import shipped
        from bot.region_file import UnreadableRegion

        refuse(UnreadableRegion([f"no region: give --region or set TSUNAGU_REGION; shipped: {', '.join(shipped())}"]))
    return name


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8080,
    no_deliver: Annotated[bool, typer.Option("--no-deliver", help="Take and decide, but let others deliver.")] = False,
    region: RegionOption = None,
) -> None:
    """Do everything: migrate, import the region folder, take webhooks, decide, deliver, keep time."""
    from bot import settings as environment
    from bot.app import create_app
    from bot.product import Product
    from bot.serving import listening
    from bot.serving import serve as serve_app

    log_to_stderr(os.environ, verbose=True)
    with one_clear_line():
        settings = environment.from_environment(os.environ, region=region)
        if settings.test_clock is not None:
            typer.echo(
                "tsunagu: TSUNAGU_TEST_CLOCK is set: the clock is shifted; never do this with real people", err=True
            )
        with listening(host, port) as bound:  # before anything is touched
            product = Product(settings, wait=WAITS_FOR_DATABASE)
            diff = product.prepare()
            typer.echo(f"tsunagu: region {product.region.id}: {diff.summary()}", err=True)
            serve_app(create_app(product, deliver=not no_deliver), bound)
            product.close()


@app.command()
def work(
    metrics_port: Annotated[
        int | None, typer.Option(help="Show /metrics on this port of the loopback.", min=1, max=65535)
    ] = None,
    region: RegionOption = None,
) -> None:
    """Decide, deliver and keep time for events that `serve` processes take in; any number may run on PostgreSQL."""
    import asyncio

    from bot import settings as environment
    from bot.product import Product

    log_to_stderr(os.environ, verbose=True)
    with one_clear_line():
        product = Product(environment.from_environment(os.environ, region=region), wait=WAITS_FOR_DATABASE)
        product.prepare()
        asyncio.run(product.work_until_stopped(metrics_port))
        product.close()


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Exit after the story: 0 if every step happened, 1 if not.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 picks a free one.", min=0, max=65535)] = 8765,
    region: Annotated[str, typer.Option(help="A region folder, or the name of a shipped one.")] = "yokosuka-miura",
    model: Annotated[
        str | None, typer.Option(help="Another intake model than the region's: one_stop, shared or duty_first.")
    ] = None,
) -> None:
    """Play one whole story through the product and both simulators, then stay up at one local address."""
    from bot.demo.show import show
    from bot.region_file import UnreadableRegion
    from routing import intake

    log_to_stderr(os.environ, verbose=False)
    with one_clear_line():
        if model is not None and model not in intake.names():
            refuse(UnreadableRegion([f"--model {model!r}: expected one of {', '.join(intake.names())}"]))
        happened = show(region, port, once=once or not sys.stdin.isatty(), model=model)
    raise typer.Exit(0 if happened else 1)


@app.command("import")
def import_(
    region: RegionOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
) -> None:
    """Bring a region folder's directory into the database, and print what changed."""
    from bot import settings as environment
    from bot.maintenance import import_region

    with one_clear_line():
        settings = environment.store_from_environment(os.environ, region_name(region))
        for line in import_region(settings, dry_run=dry_run):
            typer.echo(line)


@app.command()
def check(region: RegionOption = None) -> None:
    """Read a region folder as the product would: what is wrong is refused, what a curator should see is listed.

    With TSUNAGU_SECRET_KEY also words of families that matched nothing, from the region's database.
    """
    from bot import settings as environment
    from bot.maintenance import check_region, words_unmatched
    from bot.region import load

    with one_clear_line():
        place = load(region_name(region))
        doubts = list(check_region(place))
        for line in doubts:
            typer.echo(line)
        if os.environ.get("TSUNAGU_SECRET_KEY", "").strip():
            words = list(words_unmatched(environment.store_from_environment(os.environ, region_name(region))))
            for line in words:
                typer.echo(line)
            doubts += words
    typer.echo(f"{place.id}: {len(doubts)} to look at" if doubts else f"{place.id}: nothing to look at", err=True)


@app.command()
def roster(
    region: RegionOption = None,
    weeks: Annotated[int, typer.Option(help="How many weeks, from today.", min=1, max=26)] = 2,
    urls: Annotated[bool, typer.Option("--urls", help="Print the secret calendar addresses instead.")] = False,
    address: Annotated[str, typer.Option(help="The product's own address, put before each calendar's.")] = "",
) -> None:
    """Who is on duty when, with swaps and leave where TSUNAGU_SECRET_KEY opens the database; gaps are shown."""
    from bot import settings as environment
    from bot.clock import clock_in
    from bot.region import load
    from bot.roster_commands import addresses, stored_table, table

    with one_clear_line():
        name = region_name(region)
        if urls:
            lines = list(addresses(environment.store_from_environment(os.environ, name), address.rstrip("/")))
        elif os.environ.get("TSUNAGU_SECRET_KEY", "").strip():
            lines = list(stored_table(environment.store_from_environment(os.environ, name), weeks))
        else:
            typer.echo("tsunagu: TSUNAGU_SECRET_KEY is not set: the files alone, without swaps and leave", err=True)
            place = load(name)
            lines = list(table(place, clock_in(place.zone, environment.test_clock(os.environ))(), weeks))
    for line in lines:
        typer.echo(line)


@app.command()
def doctor(
    platforms: Annotated[
        bool, typer.Option("--platforms", help="Ask LINE and Slack, too: tokens, the webhook's address, the channels.")
    ] = False,
    region: RegionOption = None,
) -> None:
    """Say what a person must look at: set-aside events, failed and unsure sendings, what waits too long, alarms."""
    import asyncio

    from bot import settings as environment
    from bot.maintenance import diagnose
    from bot.platform_check import ask_the_platforms

    with one_clear_line():
        settings = environment.store_from_environment(os.environ, region_name(region))
        findings = list(diagnose(settings))
        if platforms:
            findings += asyncio.run(ask_the_platforms(environment.from_environment(os.environ, region=region)))
    for line in findings:
        typer.echo(line)
    raise typer.Exit(1 if findings else 0)


@app.command()
def switch(
    model: Annotated[str, typer.Argument(help="The intake model new cases begin under from now on.")],
    region: RegionOption = None,
) -> None:
    """Change the intake model of a running region; list the cases that finish under another one."""
    from bot import settings as environment
    from bot.switching import switch_model

    with one_clear_line():
        settings = environment.store_from_environment(os.environ, region_name(region))
        for line in switch_model(settings, model):
            typer.echo(line)


@app.command()
def agenda(region: RegionOption = None) -> None:
    """List the cases that wait for a decision or the next meeting, by number; what they are about is not printed."""
    from bot import settings as environment
    from bot.maintenance import agenda_of

    with one_clear_line():
        settings = environment.store_from_environment(os.environ, region_name(region))
        for line in agenda_of(settings):
            typer.echo(line)


@app.command()
def replay(
    event: Annotated[int, typer.Argument(help="The number that `doctor` prints.")], region: RegionOption = None
) -> None:
    """Put a set-aside event back into the inbox, after what it tripped over was mended."""
    from bot import settings as environment
    from bot.maintenance import replay_event
    from bot.region_file import UnreadableRegion

    with one_clear_line():
        settings = environment.store_from_environment(os.environ, region_name(region))
        if not replay_event(settings, event):
            refuse(UnreadableRegion([f"event {event} is not set aside; `tsunagu doctor` lists those that are"]))


if __name__ == "__main__":
    app()
