"""A token in memory does not slip out."""

from __future__ import annotations

import copy
import pickle

import pytest

from moderator.platforms.secret import Secret


def test_a_secret_shows_itself_to_nobody_who_does_not_ask_for_it() -> None:
    secret = Secret("syt_canary")
    assert secret.reveal() == "syt_canary"
    assert "canary" not in f"{secret} {secret!r} {[secret]} {vars(Secret)}"
    assert not hasattr(secret, "__dict__")


def test_a_secret_cannot_be_packed() -> None:
    for pack in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            pack(Secret("syt_canary"))  # type: ignore[operator]
