"""Which files a byte search takes for candidates: what they say, and that each is read once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.knowledge.model_ids import all_spellings
from glm_migrate.project import prefilter
from glm_migrate.text import guarded

MENTION = b'MODEL = "glm-4.5"\n'


@pytest.mark.parametrize(
    "text",
    [
        'model="glm-4.5"',
        "model='GLM-4-Plus'",
        '"chatglm_turbo"',
        '"ChatGLM3-6b"',
        '"glm4:9b"',
        '"THUDM/glm-4-9b-chat"',
        '"z-ai/glm-4.5"',
        '"accounts/fireworks/models/glm-4p5"',
        '"zai-glm-4.6"',
        '"charglm-3"',
        'f"glm-{version}"',
        '"glm" "-4.5"',
        "('glm'\n    r'-4.5')",
        '"glm" + "-4.5"',
        "from zhipuai import ZhipuAI",
        "from langchain_community.chat_models import ChatZhipuAI",
        "from zai import ZaiClient",
        "import zai",
        "import zai_sdk",
        "x.ZaiModel()",
        'provider="zai"',
        '"https://api.z.ai/api/paas/v4"',
        '"https://open.bigmodel.cn/api/paas/v4/"',
        'HOST = "bigmodel.cn"',
        "x = 1  # noqa: GLM101",
        "x = 1  # glm-migrate: ignore[GLM101]",
        "# Glm-Migrate: file-ignore",
    ],
)
def test_a_mention(text: str) -> None:
    assert prefilter.mentions_glm(text.encode())
    assert prefilter.mentions_glm(text.encode("gbk"))
    assert prefilter.mentions_glm(b"\xff\xfe" + text.upper().encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        'model="gpt-4o"',
        "import statsmodels.api as sm\nsm.GLM(y, x).fit()",
        "from statsmodels.genmod.generalized_linear_model import GLM",
        "from sklearn.linear_model._glm import _GeneralizedLinearRegressor",
        "auto m = glm::mat4(1.0);",
        "import glm\nglm.vec3(1, 2, 3)",
        'family = "glm"',
        "banzai = bazaar",
        "class BigModel(Model): ...",
        "quiz.aim",
    ],
)
def test_no_mention(text: str) -> None:
    assert not prefilter.mentions_glm(text.encode())


def test_every_known_id_and_what_it_can_be_put_together_from_is_carried() -> None:
    for one in (each for each in all_spellings() if "glm" in each):
        assert prefilter.carries_a_value(f'"{one}"'.encode())
        head = one[: one.index("glm") + 3]
        for piece in (head, f"{head}-", f"openai/{head}"):
            assert prefilter.carries_a_value(f"'{piece}'".encode())


@pytest.mark.parametrize(
    "text",
    [
        '"glm4_moe"',
        "'GlmForCausalLM'",
        '"glm46v"',
        '"glm4.py"',
        "# glm-4.5 is better",
        '"ask glm-4.5 for it"',
        "from .zai import x",
    ],
)
def test_other_words_with_the_letters_carry_nothing(text: str) -> None:
    assert not prefilter.carries_a_value(text.encode())


def test_the_users_own_words_are_mentions() -> None:
    config = Config(
        model_aliases={"Our-Fast-Model": "glm-4.5-air"},
        models={"house-1": "glm-4.6"},
        known_clients=("myapp.llm.get_client", ""),
    )
    words = prefilter.literals(config)

    assert words == (b"get_client", b"house-1", b"our-fast-model")
    assert prefilter.mentions_glm(b"ask(model='OUR-FAST-MODEL')", words)
    assert not prefilter.mentions_glm(b"ask(model='another')", words)


def test_a_large_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.py"
    path.write_bytes(b"#" * (3 << 20) + MENTION)

    assert guarded.read(str(path)) == path.read_bytes()
    assert list(prefilter.candidates([str(path)])) == [str(path)]


def test_a_file_that_can_not_be_read_is_left_to_be_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d.py").mkdir()

    def read(path: str, **_: object) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    assert list(prefilter.candidates([str(tmp_path / "d.py")])) == []
    monkeypatch.setattr(guarded, "read", read)
    assert list(prefilter.candidates(["a.py"])) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_does_not_stop_the_run_and_does_not_count_as_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")

    with pytest.raises(OSError, match="not a regular file"):
        guarded.read(str(tmp_path / "pipe.py"))
    assert list(prefilter.candidates([str(tmp_path / "pipe.py")])) == [str(tmp_path / "pipe.py")]
