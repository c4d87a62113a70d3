"""The `portal` command. Every command calls one service; errors print the officer's sentence and exit with 1."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import click

from portal import cli_words, opening, wiring
from portal.db.trouble import is_trouble, sentence_of
from portal.documents.store import reason_of
from portal.domain.errors import PortalError, places_of
from portal.lifecycle import commands as lifecycle

logger = logging.getLogger(__name__)
cli_words.speak_japanese()


class LazyOffice:
    """Opens the office when a command first asks something of it, so that `portal calc` needs no database."""

    def __init__(self) -> None:
        self._office: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._office is None:
            self._office = opening.open_office(opening.read_settings())
        return getattr(self._office, name)


@click.group(help="債権管理ポータル", context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def portal(context: click.Context) -> None:
    context.obj = LazyOffice()


for command in (*wiring.COMMANDS, *lifecycle.COMMANDS):
    portal.add_command(command)


def main() -> None:
    """The console script: usage errors exit with 2; an expected refusal is a sentence on stderr and exits with 1."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run one call; its exit status. Prints, and never lets an error through as a traceback."""
    try:
        # Outside of click's own "standalone mode", ``context.exit(1)`` comes back as the result.
        result = portal(arguments, prog_name="portal", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        return _refuse(cli_words.sentence_of(error), error.exit_code)
    except click.Abort:
        return 130
    except PortalError as error:
        return _refuse(error.sentence)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader (head, less) has enough
        return 0
    except OSError as error:
        where = f"『{error.filename}』" if error.filename else "ファイル"
        return _refuse(
            f"{where}を読み書きできません（{reason_of(error)}）。場所、権限、ディスクの空きを確かめてください。"
        )
    except Exception as error:
        if is_trouble(error):
            return _refuse(sentence_of(error))
        logger.error("unexpected error\n%s", places_of(error))
        return _refuse("処理を続けられない誤りが起きました。上の記録を添えて、ポータルの管理者に知らせてください。")
    return result if isinstance(result, int) else 0


def _refuse(sentence: str, status: int = 1) -> int:
    click.echo(sentence, err=True)
    return status
