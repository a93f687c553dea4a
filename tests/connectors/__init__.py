import pytest

# The contract's assertions explain themselves only when pytest may rewrite them.
pytest.register_assert_rewrite("xiaobian.connectors.contract")
