"""Which frames are the user's."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.runner.verification.child import (
    user_frames,
)


def test_places_are_those_of_the_users_files() -> None:
    own = user_frames.UserFrames([])

    assert own.here()[0][2] == "test_places_are_those_of_the_users_files"
    assert own.own("<string>") == ""
    assert user_frames.UserFrames([str(Path(__file__).parent)]).own(__file__) == ""
