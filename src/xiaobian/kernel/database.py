"""How Django reaches PostgreSQL."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

_OURS = {"dbname", "user", "password", "host", "port"}


def django_database(dsn: str) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq connection string or URL.

    Other parameters (sslmode, options…) are passed through. The supervisor exports the string as
    XIAOBIAN_DATABASE_DSN to every process it starts, so that none of them has to find the server.
    """
    given = conninfo_to_dict(dsn) if dsn else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", "xiaobian"),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": str(given.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {k: v for k, v in given.items() if k not in _OURS}
        | {
            "keepalives": 1,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
        "TEST": {"NAME": "test_xiaobian"},
    }
