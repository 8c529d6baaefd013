"""Groups of files that a framework joins by handing settings on."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.project.handed_settings import handed_out

SETTINGS, VIEWS, MODELS = Path("site/settings.py"), Path("chat/views.py"), Path("chat/models.py")


def grouped(views: bytes) -> list[set[Path]]:
    texts = {SETTINGS: b"X = 1\n", VIEWS: views, MODELS: b"Y = 1\n"}
    return [set(one) for one in handed_out(texts, [(SETTINGS,), (VIEWS,), (MODELS,)])]


def test_readers_and_settings_are_one_group() -> None:
    assert grouped(b"from django.conf import settings\n") == [{MODELS}, {SETTINGS, VIEWS}]


def test_without_readers_groups_stay() -> None:
    assert grouped(b"import settings\n") == [{SETTINGS}, {VIEWS}, {MODELS}]
