"""A strict stand-in for Slack: Web API, Events, interactivity and commands, sharing nothing with the product."""

from bot.simulator.slack.config import AppConfig, BadManifest
from bot.simulator.slack.refusal import CannotDo
from bot.simulator.slack.simulator import SlackSimulator
from bot.simulator.slack.talking import Outcome

__all__ = ["AppConfig", "BadManifest", "CannotDo", "Outcome", "SlackSimulator"]
