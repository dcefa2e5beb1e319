"""The composition: one place where everything is built and connected."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.budget import BudgetKeeper
from bot.channels.line.send import LineSender
from bot.channels.slack.receive import SlackDoor, SlackSettings
from bot.channels.slack.send import SlackSender
from bot.channels.slack.sorting import person_in
from bot.clock import Clock, clock_in, real_now
from bot.colleagues import Colleagues
from bot.delivery.deliverer import Deliverer
from bot.delivery.perform import Performer
from bot.delivery.prepare import Preparer
from bot.delivery.settling import Settler
from bot.desk_answers import DeskAnswers
from bot.library import Library
from bot.metrics import Metrics, look
from bot.region import Region, load
from bot.roster_book import RosterBook
from bot.roster_fetch import CalendarWatch
from bot.serving import measuring
from bot.settings import Settings
from bot.telling import Teller
from bot.texts import Texts
from bot.turn import Turn
from bot.watch import CLOCK, INBOX, LOOPS, Pulse, Watch
from bot.worker import Worker
from knowledge import national
from knowledge.importers import csv_table
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy, UnknownCode
from routing.effects import Text
from storage import directory, migrate, pace, people
from storage.database import Database
from storage.directory import Diff
from storage.inbox import InboxWriter, Received
from storage.sealing import Keyring
from storage.settings import model_of, version_of
from storage.wakeups import INBOX as INBOX_NEWS
from storage.wakeups import OUTBOX as OUTBOX_NEWS
from storage.wakeups import Listener


class Product:
    """Everything that runs. `start` migrates, imports the region and begins to work; `stop` finishes what is begun."""

    def __init__(self, settings: Settings, *, wait: float = 0.0) -> None:
        """Reads and checks all that can be wrong before anything is touched. Raises one-line errors.

        `wait`: seconds for a database that is away just now.
        """
        self.settings = settings
        self.region: Region = load(settings.region)
        self.taxonomy = self.region.taxonomy(Taxonomy.load())
        self.entries = entries_of(self.region, self.taxonomy)
        self.clock: Clock = clock_in(self.region.zone, settings.test_clock)
        self.library = Library(self.region, self.taxonomy)
        self.texts = texts_for(self.library, self.region)
        self.book = RosterBook(self.region)
        self.metrics = Metrics()
        self.database = Database.open(
            settings.database_url, Keyring.from_text(settings.secret_key), self.region.id, wait
        )

    def prepare(self) -> Diff:
        """The database brought up to date: schema, region, settings, directory. Returns what the import changed."""
        return self.database.patiently(self._prepare, "cannot begin")

    def _prepare(self) -> Diff:
        migrate.upgrade(self.database.engine, newer_too=True)
        self.database.ensure_region()
        now = self.clock()
        with self.database.begin() as tx:
            self.line_account = people.ensure_account(tx, "line")
            self.slack_account = people.ensure_account(tx, "slack")
            model = model_of(tx, self.region.file.intake.model)
            version = version_of(tx, settings_body(self.region, model), now)
            diff = directory.import_entries(tx, self.entries, now)
        worries = {stage: tuple(w.code for w in self.library.worries.at(stage)) for stage in self.taxonomy.life_stages}
        self.policy = replace(self.region.policy(version, worries), intake_model=model)
        return diff

    @contextlib.asynccontextmanager
    async def running(self, *, deliver: bool = True) -> AsyncIterator[None]:
        """Works while the context is open. Builds clients inside the running loop, where they must live."""
        async with aiohttp.ClientSession() as session:
            line_settings, slack_settings = self.settings.line, self.settings.slack
            line = LineSender(line_settings.access_token, line_settings.api_base, line_settings.data_api_base)
            slack_base = slack_settings.api_base or AsyncWebClient.BASE_URL
            slack = SlackSender(slack_settings.bot_token, slack_base, session)
            colleagues = Colleagues(self.book, self.policy, self.texts)
            preparer = Preparer(self.book, colleagues, self.library, self.texts, self.clock)
            performer = Performer(line, slack, self.clock, self._posting_turn if slack_settings.posts_apart else None)
            self.pulse = pulse = Pulse(LOOPS if deliver else (INBOX, CLOCK))
            holds = self.region.file.line.at_zero_pushes == "hold"
            settler = Settler(self.clock, self.metrics, holds_at_zero=holds)
            self.deliverer = Deliverer(self.database, preparer, performer, settler, self.clock, self.metrics, pulse)
            desks = [desk.id for desk in self.region.file.desk]
            keeper = BudgetKeeper(
                self.database, line, desks, self.line_account, self.clock, self.deliverer.wake, holds_at_zero=holds
            )
            turn = Turn(self.database, self.book, self.library, self.policy, self.clock)
            self.inbox = InboxWriter(self.database)
            self.worker = Worker(
                self.database, turn, self.library, self.inbox, self.clock, self.deliverer.wake, pulse, self.book
            )
            tell = Teller(self.region, slack, preparer.reference).tell
            self.watch = Watch(self.database, pulse, tell, self.clock, real_now)
            self.slack_door = SlackDoor(
                SlackSettings(slack_settings.bot_token, slack_settings.signing_secret, slack_base),
                self._store_slack,
                DeskAnswers(self.database, colleagues, self.book, self.library, line, self.clock),
                self.texts,
                session,
            )
            await self._look_first()
            settle_down()
            loops = [self.worker.run(), self.worker.tick(), *([self.deliverer.run()] if deliver else [])]
            url = self.region.file.roster.url if self.region.file.roster else None
            if url is not None:
                loops.append(CalendarWatch(url, self.database, session, self.clock).run())
            woken = {INBOX_NEWS: self.worker.wake, OUTBOX_NEWS: self.deliverer.wake}
            listener = Listener(self.database.engine, self.region.id, woken)
            tasks = [asyncio.create_task(loop) for loop in (*loops, self.watch.run(), listener.run(), keeper.run())]
            try:
                yield
            finally:
                gc.unfreeze()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self.watch.leave()
                await line.close()

    async def _posting_turn(self, channel: str) -> datetime:
        apart = timedelta(seconds=self.settings.slack.posts_apart)
        return await self.database.run(lambda tx: pace.reserve(tx, channel, self.clock(), apart), apart=True)

    async def _look_first(self) -> None:
        """The directory, before the first question: also when the database went away since `prepare`."""
        while True:
            try:
                return await self.library.refresh(self.database)
            except SQLAlchemyError as error:
                pause = self.database.patience.pause(error, "cannot read the directory")
                if not pause:
                    raise
                await asyncio.sleep(pause)

    async def measured(self) -> bytes:
        """What Prometheus reads."""
        now = self.clock()
        seen = await self.database.run(lambda tx: look(tx, now))
        return self.metrics.text(seen, now, real_now())

    async def work_until_stopped(self, metrics_port: int | None = None) -> None:
        """Without webhooks, until SIGTERM or SIGINT. Raises CannotServe for a port that is taken."""
        stopped = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        async with self.running(), measuring(self.measured, metrics_port):
            await stopped.wait()

    async def _store_slack(self, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        now = self.clock()
        account = self.slack_account
        await self.inbox.add([Received("slack", account, key, raw, now, person_in(raw)) for key, raw in rows])

    def close(self) -> None:
        self.database.close()


def settings_body(region: Region, model: str) -> str:
    """The settings as they are in force, for their version: the file's, with the intake model that was switched to."""
    intake = region.file.intake.model_copy(update={"model": model})
    return region.file.model_copy(update={"intake": intake}).model_dump_json()


def settle_down() -> None:
    """What was read at the start stays: looking through all of it for garbage held every answer up for 200 ms."""
    gc.collect()
    gc.freeze()


def entries_of(region: Region, taxonomy: Taxonomy) -> list[Resource]:
    """The region's entries and the national lines. Raises UnreadableDirectory with every problem at once."""
    together = [*national.lines(taxonomy), *csv_table.read(region.directory_csv, taxonomy)]
    return list({entry.id: entry for entry in together}.values())  # a region's own copy of a national line stands


def texts_for(library: Library, region: Region) -> Texts:
    """The catalogue, with names for codes; roles of verification are named in the catalogue itself."""

    def label(code: str, locale: str) -> str:
        try:
            return library.label(code, locale)
        except UnknownCode:
            role = Text(f"role-{code.replace('_', '-')}")
            return texts(role if texts.has(role.id) else Text("role-other"), locale)

    texts = Texts(label, region.text_overrides)
    return texts
