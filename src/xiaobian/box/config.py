"""One typed, frozen configuration: `xiaobian.toml`, then `XIAOBIAN_*` variables, read once.

Settings that a team changes while it works live in the database; what stands here is what must be
known before the database can be reached. Every option is explained in `docs/configuration.md`.
"""

from __future__ import annotations

import difflib
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from xiaobian.kernel import clock

PACKAGE = Path(__file__).resolve().parent.parent
_YES = {"1", "true", "yes", "on", "True"}
# Variables by which the desk's own processes and tests speak to each other.
_NOT_OPTIONS = {
    f"XIAOBIAN_{n}" for n in ("CONFIG", "DATABASE_DSN", "PART", "PLAN", "PLATFORMS", "CHROMIUM")
}


def default_home() -> Path:
    """Where the desk keeps its data: `XIAOBIAN_HOME`, or the platform's folder for user data.

    Root has no user data of its own: PostgreSQL refuses to run as root and other users can't
    enter `/root`, so the platform's place for services is taken instead. The demonstration has a
    folder of its own, so that it never mixes with real work.
    """
    name = "xiaobian-demo" if os.environ.get("XIAOBIAN_DEMO", "") in _YES else "xiaobian"
    if chosen := os.environ.get("XIAOBIAN_HOME"):
        return Path(chosen).expanduser().absolute()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib") / name
    return Path(platformdirs.user_data_dir(name, appauthor=False))


_THIS_MACHINE = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104 (compared, not bound)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Section):
    """Where the desk listens, and under which address people reach it."""

    host: str = "127.0.0.1"
    port: int = Field(default=8642, ge=1, le=65535)
    public_url: str = ""  # empty: http://host:port
    trusted_proxies: int = Field(
        default=0, ge=0, le=5
    )  # how many proxies of yours set X-Forwarded-For


class Database(_Section):
    """The embedded PostgreSQL, or any other one through `url`."""

    url: SecretStr | None = None
    bin_dir: Path | None = None  # PostgreSQL programs to use instead of the wheel's
    run_as: str = ""  # the user PostgreSQL runs as when the desk was started by root


class Workers(_Section):
    """How many background processes run, and how many jobs each takes at once."""

    processes: int = Field(default=1, ge=0, le=64)
    slots: int = Field(default=16, ge=1, le=100)


class Mail(_Section):
    """Outgoing mail; without it, invitations and resets are shown as links to pass on."""

    url: SecretStr | None = None  # smtp://user:password@host:587
    sender: str = "xiaobian@localhost"


class Media(_Section):
    """Where originals and variants are kept."""

    storage: Literal["disk", "s3"] = "disk"
    bucket: str = ""
    endpoint: str = ""
    max_upload_mb: int = Field(default=64, ge=1, le=4096)


class Outside(_Section):
    """What the one outgoing door lets through."""

    allow_private: tuple[str, ...] = ()  # host:port inside your network that connectors may call
    timeout_seconds: float = Field(default=30, gt=0, le=600)


class Numbers(_Section):
    """How readers are counted."""

    # durable: a page's report is answered when it is in the database; fast: before.
    ack: Literal["durable", "fast"] = "durable"


class Config(BaseSettings):
    """Everything that can be configured; unknown keys are refused by name."""

    model_config = SettingsConfigDict(
        env_prefix="XIAOBIAN_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    home: Path = Field(default_factory=default_home)
    debug: bool = False
    demo: bool = False
    secret_key: SecretStr | None = None  # empty: made once and kept in home/secret.key
    time_zone: Annotated[str, AfterValidator(clock.check_zone)] = "Asia/Shanghai"
    language: Literal["en", "zh-hans"] = "zh-hans"
    sign_up: Literal["first", "open", "invited"] = "first"
    server: Server = Server()
    database: Database = Database()
    workers: Workers = Workers()
    mail: Mail = Mail()
    media: Media = Media()
    outside: Outside = Outside()
    numbers: Numbers = Numbers()

    @property
    def public_url(self) -> str:
        """The desk's own address without a trailing slash."""
        if given := self.server.public_url.rstrip("/"):
            return given
        # By name: browsers give no passkeys to a bare IP address.
        host = "localhost" if self.server.host in _THIS_MACHINE else self.server.host
        return f"http://{host}:{self.server.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, file


def config_file() -> Path:
    """`XIAOBIAN_CONFIG`, or `xiaobian.toml` in the data folder."""
    given = os.environ.get("XIAOBIAN_CONFIG")
    return Path(given) if given else default_home() / "xiaobian.toml"


@cache
def config() -> Config:
    """Read the configuration once for this process; a misspelt variable is refused by name."""
    _check_variables()
    return Config()


def _check_variables() -> None:
    known = [f"XIAOBIAN_{name.upper()}" for name in Config.model_fields]
    for variable in os.environ:
        option = variable.upper().partition("__")[0]
        if option.startswith("XIAOBIAN_") and option not in {*known, *_NOT_OPTIONS}:
            near = difflib.get_close_matches(option, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"{variable} is not an option{hint}")
