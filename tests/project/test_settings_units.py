"""Which code is read together with a settings file, and at what price."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.project.batches import units
from glm_migrate.project.discovery import files
from glm_migrate.project.prefilter import candidates, carries_a_setting
from glm_migrate.project.settings_units import readers, with_settings, words_of_readers
from glm_migrate.text import guarded


def test_readers_say_the_name_of_the_file_or_of_a_variable() -> None:
    text = b"env:\n  GLM_MODEL: glm-4.5\n  OTHER: 1\n  model: glm-4\n"
    words = words_of_readers("conf/llm.yaml", text)

    assert words.file[:2] == (b"llm.yaml'", b'llm.yaml"')
    assert words.variables[:3] == (b"'glm_model'", b'"glm_model"', b"basesettings")


def test_every_variable_of_an_env_file_may_be_read() -> None:
    words = words_of_readers(".env", b"export model=glm-4.5\n# A=glm-4\n").variables

    assert {b"'model'", b"basesettings"} <= set(words)
    assert b"'a'" not in words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env", b'LLM=\'{\n  "model": "glm-4.5"\n}\'\n'),
        ("c.yaml", b'env:\n  LLM: |\n    {"model": "glm-4.5"}\n'),
    ],
)
def test_a_variable_is_named_before_a_value_of_several_lines(name: str, text: bytes) -> None:
    assert b"'llm'" in words_of_readers(name, text).variables


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"os.getenv('GLM_MODEL')", True),
        (b"class S(BaseSettings): pass", True),
        (b"GLM_MODEL = 1", False),
        (b"open('x.yaml')", False),
    ],
)
def test_code_that_says_such_a_word_may_read_the_file(
    tmp_path: Path, code: bytes, expected: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    settings = str(tmp_path / ".env")
    words = {settings: words_of_readers(settings, b"GLM_MODEL=glm-4.5\n")}

    assert list(readers(words, str(tmp_path / "a/b.py"), code)) == [settings] * expected
    assert list(readers(words, str(tmp_path.parent / "b.py"), code)) == []


@pytest.mark.parametrize(
    ("settings", "reader", "code", "expected"),
    [
        ("a/c.yaml", "a/src/m.py", b"open('c.yaml')", True),
        ("a/c.yaml", "b/src/m.py", b"open('c.yaml')", False),
        ("a/conf/c.yaml", "a/m.py", b"Path('conf') / 'c.yaml'", True),
        ("a/conf/c.yaml", "a/m.py", b"open('conf/c.yaml')", True),
        ("a/conf/c.yaml", "a/m.py", b"open('c.yaml')", False),
        ("a/deploy/.env", "a/m.py", b"os.getenv('M')", True),
        ("b/.env", "a/m.py", b"os.getenv('M')", False),
        ("a/.github/workflows/ci.yml", "a/m.py", b"os.getenv('M')", True),
        ("a/k8s/map.yaml", "a/src/m.py", b"os.getenv('M')", True),
        ("a/k8s/map.yaml", "b/m.py", b"os.getenv('M')", False),
        ("a/conf/llm/c.yaml", "a/m.py", b"import hydra\nmain('conf')", True),
        ("a/conf/llm/c.yaml", "a/src/m.py", b"import hydra\nmain('../conf')", True),
        ("a/conf/llm/c.yaml", "a/m.py", b"main('conf')", False),
        ("a/conf/llm/c.yaml", "b/m.py", b"import hydra\nmain('conf')", False),
    ],
)
def test_a_reader_lies_where_it_finds_the_file(
    tmp_path: Path, settings: str, reader: str, code: bytes, expected: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    place = str(tmp_path / settings)
    other = str(tmp_path / "elsewhere" / Path(settings).name)
    words = {one: words_of_readers(one, b"M=glm-4.5\n") for one in (place, other)}

    assert (place in readers(words, str(tmp_path / reader), code)) is expected


def test_another_file_can_say_the_folder(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    one, other = (str(tmp_path / folder / "c.yaml") for folder in ("conf", "other"))
    words = {name: words_of_readers(name, b"model: glm-4.5\n") for name in (one, other)}
    reader, code = str(tmp_path / "m.py"), b"open(DIR / 'c.yaml')"

    assert list(readers(words, reader, code)) == []
    assert list(readers(words, reader, code, (b"dir = 'conf'",))) == [one]
    assert list(readers({one: words[one]}, reader, code)) == [one]  # no other file is meant
    assert list(readers({one: words[one]}, str(tmp_path.parent / "m.py"), code)) == []


def test_groups_with_one_settings_file_are_one() -> None:
    a, b, c, env, alone = (Path(name) for name in ("a.py", "b.py", "c.py", ".env", "x.yaml"))
    joined = with_settings([(a,), (b,), (c,)], [(env, a), (env, b)], [env, alone])

    assert sorted(joined) == [(env, a, b), (c,), (alone,)]


def write(root: Path, texts: dict[str, str]) -> list[str]:
    (root / "pyproject.toml").touch()
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return files([str(root)], Config())


CLIENT = (
    "from zai import ZaiClient\nfrom config import MODEL\n"
    "ZaiClient().chat.completions.create(model=MODEL)\n"
)


def test_a_reader_joins_its_settings_and_the_call_behind_it(tmp_path: Path) -> None:
    texts = {
        "app/config.py": "import os\nMODEL = os.getenv('M')\n",
        "app/main.py": CLIENT,
        ".env": "M=glm-4.5\n",
        "other.yaml": "model: glm-4.5\n",
    }
    found = units(write(tmp_path, texts), Config())

    assert [[Path(one).name for one in unit.files] for unit in found] == [
        [".env", "config.py", "main.py"],
        ["other.yaml"],
    ]


def test_a_named_file_brings_its_settings_as_context(tmp_path: Path) -> None:
    texts = {"app/main.py": CLIENT.replace("from config", "import os\nos.getenv('M')\nfrom config"),
             ".env": "M=glm-4.5\n"}  # fmt: skip
    write(tmp_path, texts)
    (unit,) = units([str(tmp_path / "app/main.py")], Config())

    assert [Path(one).name for one in unit.context] == [".env"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"model: glm-4.5", True), (b"MODEL=ChatGLM_turbo", True), (b"url: https://api.z.ai", True),
        (b"a: open.bigmodel.cn", True), (b"title: GLM", False), (b"note: zhipu", False),
    ],
)  # fmt: skip
def test_a_settings_file_matters_by_an_id_or_an_address(data: bytes, expected: bool) -> None:
    assert carries_a_setting(data) is expected


def test_what_is_too_large_for_settings_is_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "LARGEST_SETTINGS", 10)
    found = write(tmp_path, {"a.json": '{"model": "glm-4.5"}', "b.py": "x = 'glm-4.5'  # long\n"})

    assert [Path(one).name for one in candidates(found)] == ["b.py"]


def test_translations_are_searched_and_never_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"locales/{n}.json": '{"hello": "world"}' for n in range(20)}
    found = write(tmp_path, texts)
    read: list[str] = []
    plain = guarded.read

    def noting(path: str, *more: Any) -> bytes:
        read.append(path)
        return plain(path, *more)

    monkeypatch.setattr(guarded, "read", noting)

    assert units(found, Config()) == []
    assert len(read) <= 2 * len(texts)
