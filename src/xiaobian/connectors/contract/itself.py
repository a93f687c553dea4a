"""What a connector says about itself, and how an account is connected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xiaobian.accounts.port import (
    PROTOCOLS,
    Capability,
    Connector,
    Connects,
    Profile,
    Refused,
)
from xiaobian.connectors.contract.platform import (
    Platform,
    Setting,
    measure,
    needs,
)
from xiaobian.connectors.sources import bad_habits, sources


class Itself(Setting):
    """The manifest is true, and connecting works."""

    def test_the_manifest_is_complete(self, connector: Connector) -> None:
        manifest = connector.manifest
        assert manifest.kind.isidentifier() and manifest.kind.islower()
        assert manifest.name and manifest.mark and len(manifest.mark) <= 2
        assert manifest.colour.startswith("#") and len(manifest.colour) == 7
        assert manifest.layout and manifest.docs.endswith(".md")
        assert Capability.PUBLISH in manifest.capabilities
        assert manifest.builtin or manifest.fields, "nobody could connect an account"

    def test_every_limit_has_a_source_and_a_date(self, connector: Connector) -> None:
        for limit in connector.manifest.limits:
            assert limit.maximum > 0
            assert limit.source and limit.checked.year >= 2026, limit.name

    def test_every_limit_can_be_measured(self, connector: Connector) -> None:
        for limit in connector.manifest.limits:
            assert limit.measure in ("bytes", "count") or measure(limit)("小编") > 0

    def test_secrets_are_asked_for_as_secrets(self, connector: Connector) -> None:
        for field in connector.manifest.fields:
            looks_secret = any(w in field.name for w in ("password", "secret", "token", "key"))
            assert field.label
            assert field.secret or not looks_secret, field.name

    def test_users_find_a_page_about_it(self, connector: Connector, docs: Path | None) -> None:
        if docs is None:
            pytest.skip("the docs are not at hand")
        page = docs / connector.manifest.docs
        assert page.is_file()
        assert connector.manifest.name in page.read_text(encoding="utf-8")

    def test_what_it_declares_it_can_do_and_the_other_way_round(self, connector: Connector) -> None:
        for capability, protocol in PROTOCOLS.items():
            declared = capability in connector.manifest.capabilities
            assert isinstance(connector, protocol) == declared, capability
        assert connector.manifest.builtin or isinstance(connector, Connects)

    def test_it_neither_sleeps_nor_threads_nor_remembers(self, connector: Connector) -> None:
        found = [habit for path in sources(connector) for habit in bad_habits(path)]
        assert found == []

    # Connecting

    def test_connecting_says_who_it_is(self, connector: Connector, platform: Platform) -> None:
        if not isinstance(connector, Connects):
            pytest.skip("made with the brand")
        profile = connector.connect(replace(platform.door(), secrets={}), platform.typed())
        assert isinstance(profile, Profile)
        assert profile.remote_id and profile.handle and profile.url.startswith("http")

    def test_connecting_with_a_wrong_secret_is_refused(
        self, connector: Connector, platform: Platform
    ) -> None:
        if not isinstance(connector, Connects):
            pytest.skip("made with the brand")
        wrong = {f.name: "wrong" for f in connector.manifest.fields if f.secret}
        if not wrong:
            pytest.skip("asks for no secret")
        door = replace(platform.door(), secrets={})
        assert isinstance(connector.connect(door, {**platform.typed(), **wrong}), Refused)

    def test_a_check_finds_the_account_well_until_the_right_is_gone(
        self, connector: Connector, platform: Platform
    ) -> None:
        if not isinstance(connector, Connects):
            pytest.skip("made with the brand")
        assert isinstance(connector.check(platform.door()), Profile)
        needs(platform, "revoked")
        platform.fail("revoked")
        found = connector.check(platform.door())
        assert isinstance(found, Refused) and found.reconnect
