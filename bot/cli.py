"""Placeholder until the commands land."""

import typer

app = typer.Typer()
