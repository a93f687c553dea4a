"""How Django reaches PostgreSQL."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

NAME = "xiaobian"
_OURS = {"dbname", "user", "password", "host", "port"}
_KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def django_database(dsn: str, part: str = "") -> dict[str, Any]:
    """Django's DATABASES entry for a libpq connection string or URL.

    Other parameters (sslmode, options…) are passed through. The supervisor exports the string as
    XIAOBIAN_DATABASE_DSN to every process it starts, so that none of them has to find the server.

    `part` is what this process is (web, worker, clock): PostgreSQL lists it as the session's name,
    by which the desk sees that the part is alive. The web server runs each request in a thread of
    its own, so it borrows connections from a pool; the others keep theirs.
    """
    given: dict[str, Any] = dict(conninfo_to_dict(dsn)) if dsn else {}
    pooled = part == "web"
    options = _KEEPALIVE | {k: v for k, v in given.items() if k not in _OURS}
    options["application_name"] = f"{NAME} {part}".strip()
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20, "num_workers": 1}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", NAME),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": str(given.get("port", "")),
        "CONN_MAX_AGE": 0 if pooled else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": f"test_{NAME}"},
    }
