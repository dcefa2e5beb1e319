"""What only the platforms can say: whether they take our tokens, reach our address, and let us into the channels."""

from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.line.send import LineSender
from bot.channels.slack.send import SlackSender
from bot.outcome import Outcome, Refused, Sent
from bot.region import load
from bot.settings import Settings


async def ask_the_platforms(settings: Settings) -> list[str]:
    """One line for everything that would keep messages from coming or going. Nothing is sent to anybody."""
    line = LineSender(settings.line.access_token, settings.line.api_base, settings.line.data_api_base)
    async with aiohttp.ClientSession() as session:
        slack = SlackSender(settings.slack.bot_token, settings.slack.api_base or AsyncWebClient.BASE_URL, session)
        try:
            found = [finding async for finding in _line(line)]
            return found + [finding async for finding in _slack(slack, settings.region)]
        finally:
            await line.close()


async def _line(line: LineSender) -> AsyncIterator[str]:
    webhook = await line.webhook()
    if webhook is None:
        yield "LINE does not answer: is the network, or its address, right?"
    elif isinstance(webhook, Refused):
        yield f"LINE refuses LINE_CHANNEL_ACCESS_TOKEN: {webhook.reason} ({webhook.status})"
    elif not webhook.endpoint:
        yield "LINE has no webhook address: set it in LINE Developers to https://YOUR-HOST/line/webhook"
    elif not webhook.active:
        yield f"LINE does not deliver to {webhook.endpoint}: switch 'Use webhook' on in LINE Developers"
    elif webhook.problem:
        yield f"LINE cannot deliver to {webhook.endpoint}: {webhook.problem}"


async def _slack(slack: SlackSender, region: str) -> AsyncIterator[str]:
    known = await slack.whoami()
    if not isinstance(known, Sent):
        yield f"Slack refuses SLACK_BOT_TOKEN: {_said(known)}"
        return
    for desk in load(region).file.desk:
        seen = await slack.can_see(desk.slack_channel)
        if not isinstance(seen, Sent):
            yield f"desk {desk.id}: channel {desk.slack_channel}: {_said(seen)}"


def _said(outcome: Outcome) -> str:
    return outcome.code or outcome.reason if isinstance(outcome, Refused) else "no answer"
