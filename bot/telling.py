"""One sentence to the desks at once, past the outbox: in their channels, or to each coordinator where one is closed."""

import asyncio
from collections.abc import Callable

from bot.chance import new_id
from bot.channels.slack.send import SlackSender
from bot.desk import thread
from bot.desk.blocks import Rendered
from bot.desk.thread import Reference
from bot.outcome import Outcome, Refused, Sent, Unsure
from bot.region import Region
from bot.region_tables import DeskTable
from routing.effects import Text


class Teller:
    def __init__(self, region: Region, slack: SlackSender, reference: Callable[[], Reference]) -> None:
        self._region, self._slack, self._reference = region, slack, reference

    async def tell(self, text: Text) -> bool:
        """Whether somebody may have it now. An answer that got lost is not asked for twice: once is enough of it."""
        (said,) = thread.post((text,), self._reference())
        channels = {desk.slack_channel: desk for desk in self._region.file.desk}
        return any(await asyncio.gather(*(self._in_channel(desk, said) for desk in channels.values())))

    async def _in_channel(self, desk: DeskTable, said: Rendered) -> bool:
        outcome = await self._post(desk.slack_channel, said)
        if isinstance(outcome, Refused) and outcome.reason in ("no_channel", "not_found"):
            people = [one.slack_id for one in self._region.coordinators if one.desk == desk.id]
            return any(await asyncio.gather(*(self._directly(one, said) for one in people)))
        return isinstance(outcome, Sent | Unsure)

    async def _directly(self, slack_id: str, said: Rendered) -> bool:
        opened = await self._slack.open_dm(slack_id)
        if not isinstance(opened, Sent):
            return False
        return isinstance(await self._post(opened.ids[0], said), Sent | Unsure)

    async def _post(self, channel: str, said: Rendered) -> Outcome:
        return await self._slack.post(channel, said.text, said.blocks, metadata_id=new_id())
