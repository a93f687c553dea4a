"""The tests' own database is a real PostgreSQL with the desk's settings."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


def test_sorts_and_folds_chinese_the_same_on_every_system(database_dsn: str) -> None:
    with psycopg.connect(database_dsn.replace("dbname=xiaobian", "dbname=postgres")) as database:
        row = database.execute(
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) from pg_database"
            " where datname = 'postgres'"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8")


@pytest.mark.django_db
def test_django_writes_to_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show server_version_num")
        assert int(cursor.fetchone()[0]) >= 170000
        assert connection.settings_dict["NAME"].startswith("test_xiaobian")
