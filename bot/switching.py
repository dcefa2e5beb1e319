"""Changing a region's intake model while it runs: new cases use the new one, older ones finish under their own."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clock import clock_in
from bot.maintenance import opened
from bot.product import settings_body
from bot.region_file import UnreadableRegion
from bot.settings import Store
from routing import intake
from storage import cases
from storage.cases import Unowned
from storage.database import Tx
from storage.settings import model_of, switch, version_of


def switch_model(settings: Store, model: str) -> Iterator[str]:
    """Lines that say what is so now, and which cases still wait under another model. Raises UnreadableRegion."""
    if model not in intake.names():
        raise UnreadableRegion([f"model {model!r}: expected one of {', '.join(intake.names())}"])
    with opened(settings) as (region, database):
        now = clock_in(region.zone, settings.test_clock)()
        written = region.file.intake.model

        def work(tx: Tx) -> tuple[str, tuple[Unowned, ...]]:
            was = model_of(tx, written)
            switch(tx, model, written)
            version_of(tx, settings_body(region, model), now)
            return was, cases.unowned(tx, model)

        was, left = database.run_sync(work)
    yield f"{region.id}: new cases begin under {model}" + (" as before" if was == model else f", no longer {was}")
    if model != written:
        yield f"region.toml says {written}: the switch holds until `model` in [intake] is edited; write {model} there"
    if left:
        yield f"cases that nobody has, which finish under their own model: {len(left)}"
    for one in left:
        yield f"{one.number}  {one.desk}  {one.intake_model}  waits {waited(now, one.opened_at)}"


def waited(now: datetime, since: datetime) -> str:
    minutes = max(now - since, timedelta()) // timedelta(minutes=1)
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {rest // 60} h" if days else f"{rest // 60} h {rest % 60} min"
