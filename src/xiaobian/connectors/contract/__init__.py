"""What every connector promises, as a pytest class that ships with the desk.

    import pytest
    pytest.register_assert_rewrite("xiaobian.connectors.contract")
    from xiaobian.connectors.contract import ConnectorContract

    class TestMine(ConnectorContract):
        @pytest.fixture
        def connector(self): return my_connector
        @pytest.fixture
        def platform(self): ...  # a Platform over your fake

Nothing here knows HTTP: a platform that is reached in another way passes the same suite.
`docs/connectors/writing-one.md` explains each promise.
"""

from __future__ import annotations

from xiaobian.connectors.contract.itself import Itself
from xiaobian.connectors.contract.once import Once
from xiaobian.connectors.contract.platform import Platform
from xiaobian.connectors.contract.shape import Shape

__all__ = ["ConnectorContract", "Platform"]


class ConnectorContract(Itself, Once, Shape):
    """Inherit, give the fixtures `connector` and `platform`, and every test runs against yours."""
