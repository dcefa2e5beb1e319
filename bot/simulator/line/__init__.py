"""A strict stand-in for LINE's Messaging API."""

from bot.simulator.line.deliver import Delivery
from bot.simulator.line.presses import NoEvent
from bot.simulator.line.simulator import LineSimulator
from bot.simulator.line.world import Misuse

__all__ = ["Delivery", "LineSimulator", "Misuse", "NoEvent"]
