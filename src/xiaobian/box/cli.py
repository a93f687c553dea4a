"""The command line: `xiaobian up` and its relatives."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from xiaobian import __version__
from xiaobian.box.problems import Problem

# Commands of pure packages, imported only when they are asked for.
_ELSEWHERE = {
    "cards": ("xiaobian.typeset.cli", "cards_file"),
    "check": ("xiaobian.typeset.cli", "check_file"),
    "count": ("xiaobian.typeset.cli", "count"),
    "typeset": ("xiaobian.typeset.cli", "typeset_file"),
}


class _Commands(click.Group):
    """Says problems in a sentence with a cure, not as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _ELSEWHERE:
            module, name = _ELSEWHERE[cmd_name]
            return getattr(import_module(module), name)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            click.echo(f"\n{problem}", err=True)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo(
                f"\nthe disk is full ({error.filename or 'writing'})\n  → make room", err=True
            )
        return ctx.exit(1)


def _set_home(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
    if value:
        os.environ["XIAOBIAN_HOME"] = str(Path(value).expanduser().absolute())


_home = click.option(
    "--home", callback=_set_home, expose_value=False, is_eager=True,
    help="The data folder (XIAOBIAN_HOME).",
)  # fmt: skip
_bin_dir = click.option("--bin-dir", type=click.Path(path_type=Path), help="PostgreSQL's programs.")


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="xiaobian")
def main() -> None:
    """小编: one desk for the whole working day of a new-media operator."""


@main.command()
@_home
@click.option("--port", type=click.IntRange(1, 65535), help="Where to listen (server.port).")
@click.option("--host", help="On which address to listen (server.host).")
def up(port: int | None, host: str | None) -> None:
    """Start the desk: database, web, workers and clock. Ctrl-C stops it."""
    if port:
        os.environ["XIAOBIAN_SERVER__PORT"] = str(port)
    if host:
        os.environ["XIAOBIAN_SERVER__HOST"] = host
    from xiaobian.box.desk import plan

    env = dict(os.environ) | {"XIAOBIAN_PLAN": plan().to_json()}
    os.execve(sys.executable, [sys.executable, "-m", "xiaobian.box.supervisor"], env)  # noqa: S606


@main.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@_home
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django's management, with the database started if it isn't."""
    from xiaobian.box.desk import database, look_at_tables_again, run_child

    look_at_tables_again()
    with database() as dsn:
        sys.exit(run_child(["-m", "django", *arguments], dsn))


@main.command()
@_home
def doctor() -> None:
    """Say what is wrong, if anything is."""
    from xiaobian.box.doctor import examine

    sys.exit(examine())


@main.command()
@_home
@_bin_dir
@click.argument("file", type=click.Path(path_type=Path))
def dump(file: Path, bin_dir: Path | None) -> None:
    """Write the whole database into FILE."""
    from xiaobian.box import backup

    backup.dump(file, bin_dir)


@main.command()
@_home
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def restore(file: Path) -> None:
    """Fill an empty database from FILE."""
    from xiaobian.box import backup

    backup.restore(file)


@main.command()
@_home
def migrate() -> None:
    """Bring the database's tables up to this version."""
    _part("migrate")
    from xiaobian.box.tables import prepare

    prepare()


@main.command()
@_home
def web() -> None:
    """Run only the web server, against database.url."""
    _part("web")
    from xiaobian.box.web import serve

    serve()


@main.command()
@_home
def worker() -> None:
    """Run only a background worker, against database.url."""
    _part("worker")
    from xiaobian.box.background import work

    work()


@main.command()
@_home
def clock() -> None:
    """Run only the clock, against database.url. Of several, one works and the others stand by."""
    _part("clock")
    from xiaobian.box.background import tick

    tick()


@main.command()
@_home
def demo() -> None:
    """Fill an empty demonstration desk with a year of data; a desk with people stays as it is."""
    _part("demo")
    from xiaobian.box.demo.start import fill

    fill()


@main.command()
@_home
def platforms() -> None:
    """Run the fake platforms of a demonstration desk."""
    _part("platforms")
    from xiaobian.box.demo.start import serve

    serve()


def _part(name: str) -> None:
    """Make this process that part of the desk: its database, its log, its Django."""
    os.environ.setdefault("XIAOBIAN_PART", name)
    from xiaobian.box.desk import become_part

    become_part()


if __name__ == "__main__":
    main()
