"""The tests' own PostgreSQL: one for the whole run, fast instead of durable, gone with it.

`XIAOBIAN_DATABASE_DSN` takes another server instead. The cluster starts at the first test that
asks for the database (with xdist: in the process that leads the others), so pure tests start none.
"""

from __future__ import annotations

import atexit
import os
from functools import cache

import pytest

from tests.plugins.environment import make_home


@cache
def cluster_dsn() -> str:
    """Where the tests' server answers; it is started when it isn't given."""
    if given := os.environ.get("XIAOBIAN_DATABASE_DSN"):
        return given
    from xiaobian.box.cluster import Cluster

    home = make_home()
    (home / "logs").mkdir()
    cluster = Cluster(home, durable=False)
    cluster.start()
    atexit.register(cluster.stop)  # runs before the folder is removed: last in, first out
    return cluster.dsn


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Give a worker of xdist the server's address."""
    node.workerinput["dsn"] = cluster_dsn()


@pytest.fixture(scope="session")
def database_dsn(request: pytest.FixtureRequest) -> str:
    """The libpq string of the tests' server."""
    given = getattr(request.config, "workerinput", {}).get("dsn")
    return given or cluster_dsn()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_dsn: str,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Point Django at the tests' server before pytest-django creates the test database."""
    from django.db import connections

    from xiaobian.kernel.database import django_database

    for connection in connections.all():
        ours = django_database(database_dsn)
        test = connection.settings_dict["TEST"] | {}
        connection.settings_dict.update(ours)
        connection.settings_dict["TEST"] = test
