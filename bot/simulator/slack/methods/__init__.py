"""Every Web API method the simulator knows, by its name at Slack."""

from bot.simulator.slack.methods import chat, conversations, files, people, views
from bot.simulator.slack.methods.call import Call, Method

METHODS: dict[str, Method] = {
    **people.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **views.METHODS,
    **files.METHODS,
}

__all__ = ["METHODS", "Call", "Method"]
