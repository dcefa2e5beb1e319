import subprocess
import sys

import pytest

HEAVY = ("knowledge.matcher", "numpy", "sudachipy", "sqlalchemy", "fastapi")
ASK = """
import sys
from typer.testing import CliRunner
from bot.cli import app
asked = CliRunner().invoke(app, {arguments!r})
print(asked.exit_code, *[name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["match", "--help"], ["check", "--help"]])
def test_help_is_shown_without_loading_what_only_running_needs(arguments: list[str]) -> None:
    code = ASK.format(arguments=arguments, heavy=HEAVY)

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["0"]
