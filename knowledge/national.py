"""Emergency lines of the whole country: they ship with the product and load everywhere."""

from importlib.resources import files

from knowledge.importers import csv_table
from knowledge.resource import Resource
from knowledge.taxonomy import Taxonomy


def lines(taxonomy: Taxonomy) -> tuple[Resource, ...]:
    """The national lines, 119 first. A region's own copy of a line, by the same id, goes before these."""
    return tuple(csv_table.read(files("knowledge.data") / "national.csv", taxonomy))
