"""The composition: one place where everything is built and connected."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.line.send import LineSender
from bot.channels.slack.receive import SlackDoor, SlackSettings
from bot.channels.slack.send import SlackSender
from bot.clock import Clock, clock_in
from bot.colleagues import Colleagues
from bot.delivery.deliverer import Deliverer
from bot.delivery.perform import Performer
from bot.delivery.prepare import Preparer
from bot.desk_answers import DeskAnswers
from bot.library import Library
from bot.region import Region, load
from bot.settings import Settings
from bot.texts import Texts
from bot.turn import Turn
from bot.worker import Worker
from knowledge import national
from knowledge.importers import csv_table
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy, UnknownCode
from routing.effects import Text
from storage import directory, migrate, people
from storage.database import Database
from storage.directory import Diff
from storage.inbox import InboxWriter, Received
from storage.sealing import Keyring
from storage.settings import model_of, version_of


class Product:
    """Everything that runs. `start` migrates, imports the region and begins to work; `stop` finishes what is begun."""

    def __init__(self, settings: Settings) -> None:
        """Reads and checks all that can be wrong before anything is touched. Raises one-line errors."""
        self.settings = settings
        self.region: Region = load(settings.region)
        self.taxonomy = self.region.taxonomy(Taxonomy.load())
        self.entries = entries_of(self.region, self.taxonomy)
        self.clock: Clock = clock_in(self.region.zone, settings.test_clock)
        self.library = Library(self.region, self.taxonomy)
        self.texts = texts_for(self.library, self.region)
        self.database = Database.open(settings.database_url, Keyring.from_text(settings.secret_key), self.region.id)

    def prepare(self) -> Diff:
        """The database brought up to date: schema, region, settings, directory. Returns what the import changed."""
        migrate.upgrade(self.database.engine)
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
            colleagues = Colleagues(self.region, self.policy, self.texts)
            preparer = Preparer(self.region, colleagues, self.library, self.texts, self.clock)
            performer = Performer(line, slack, self.clock, slack_settings.posts_apart)
            self.deliverer = Deliverer(self.database, preparer, performer, self.clock)
            turn = Turn(self.database, self.region, self.library, self.policy, self.clock)
            self.inbox = InboxWriter(self.database)
            self.worker = Worker(self.database, turn, self.library, self.inbox, self.clock, self.deliverer.wake)
            self.slack_door = SlackDoor(
                SlackSettings(slack_settings.bot_token, slack_settings.signing_secret, slack_base),
                self._store_slack,
                DeskAnswers(self.database, colleagues, self.region, self.library, line, self.clock),
                self.texts,
                session,
            )
            await self.library.refresh(self.database)
            loops = [self.worker.run(), self.worker.tick(), *([self.deliverer.run()] if deliver else [])]
            tasks = [asyncio.create_task(loop) for loop in loops]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await line.close()

    async def work_until_stopped(self) -> None:
        """Without a web server, until SIGTERM or SIGINT."""
        stopped = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        async with self.running():
            await stopped.wait()

    async def _store_slack(self, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        now = self.clock()
        await self.inbox.add([Received("slack", self.slack_account, key, raw, now) for key, raw in rows])

    def close(self) -> None:
        self.database.close()


def settings_body(region: Region, model: str) -> str:
    """The settings as they are in force, for their version: the file's, with the intake model that was switched to."""
    intake = region.file.intake.model_copy(update={"model": model})
    return region.file.model_copy(update={"intake": intake}).model_dump_json()


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
