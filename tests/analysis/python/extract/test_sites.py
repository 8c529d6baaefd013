"""From the files of a project to their sites, in one order, whatever one of them holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.python.extract.sites import read
from glm_migrate.errors import FileError
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.mentions import Mention, SdkImport
from glm_migrate.model.site import Site
from glm_migrate.project.module_index import Project
from tests.analysis.python.reading import source

CALL = (
    "from zai import ZaiClient\nclient = ZaiClient()\n"
    "def ask():\n    client.chat.completions.create(model='glm-4.5')\n"
)


def sites(
    *files: str, tested: frozenset[str] | None = None, errors: list[FileError] | None = None
) -> list[Site]:
    """The sites of files that are called `a.py`, `b.py` and so on."""
    sources = [source(text, f"{name}.py") for name, text in zip("abc", files, strict=False)]
    context = ExtractionContext(
        Project(sources, tested=tested),
        is_old=lambda text: text.endswith("glm-4.5"),
        errors=errors if errors is not None else [],
    )
    return list(read(context, sources))


def call(*files: str, tested: frozenset[str] | None = None) -> ChatCall:
    (found,) = (one for one in sites(*files, tested=tested) if isinstance(one, ChatCall))
    return found


def test_calls_come_first_then_ids_then_imports() -> None:
    found = sites(f"{CALL}import zhipuai\nx = ['glm-4.5', 'gpt']\n")

    assert [type(one) for one in found] == [ChatCall, Mention, SdkImport]


def test_an_id_that_a_call_of_another_file_uses_is_no_mention() -> None:
    files = "MODEL = 'glm-4.5'\nOTHER_MODEL = 'glm-4.5'\n", CALL.replace("'glm-4.5'", "MODEL")
    importing = f"from a import MODEL\n{files[1]}"

    found = sites(files[0], importing)

    assert call(files[0], importing).model.constants == ("glm-4.5",)
    mentions = [one for one in found if isinstance(one, Mention)]
    assert [one.source.slice(one.literal.span) for one in mentions] == ["'glm-4.5'"]
    assert [one.literal.span.start > 20 for one in mentions] == [True]


def test_a_mention_and_a_call_of_one_id_know_of_each_other() -> None:
    offer = "offer(['glm-4.5', 'gpt'])\n"
    found = sites(CALL, offer)

    (candidate,) = call(CALL, offer).model.candidates
    (mention,) = (one for one in found if isinstance(one, Mention))
    assert str(candidate.shared).endswith("at b.py:1")
    assert mention.called is not None
    assert (mention.called.path, mention.called.line) == (Path("a.py"), 4)


def test_a_file_that_cannot_be_parsed_is_an_error_and_the_others_are_read() -> None:
    errors: list[FileError] = []

    found = sites("v = (\n", CALL, errors=errors)

    assert [error.path for error in errors] == [Path("a.py")]
    assert [type(one) for one in found] == [ChatCall]


def test_a_call_knows_whether_a_test_names_it() -> None:
    assert call(CALL).tested is None
    assert call(CALL, tested=frozenset({"ask"})).tested is True
    assert call(CALL, tested=frozenset({"other"})).tested is False


def test_a_call_at_the_top_of_a_file_is_tested_by_the_name_of_that() -> None:
    top = CALL.replace("def ask():\n    ", "")

    assert call(top, tested=frozenset({"a"})).tested is True
    assert call(top, tested=frozenset({"ask"})).tested is False


def test_a_call_knows_whether_its_file_names_the_vendor() -> None:
    plain = "def ask(client, model):\n    client.chat.completions.create(model=model)\n"
    naming = f"# asks GLM-4.5\n{plain}"

    assert [one.vendor_named for one in sites(plain) if isinstance(one, ChatCall)] == [False]
    assert [one.vendor_named for one in sites(naming) if isinstance(one, ChatCall)] == [True]


def test_a_router_goes_where_the_route_of_its_ids_says() -> None:
    code = "import litellm\nlitellm.completion(model='zai/glm-4.5')\n"

    assert call(code).client.endpoint.host is Host.NATIVE


STREAM = (
    "from openai import OpenAI\nclient = OpenAI()\n"
    "def ask(name):\n"
    "    for chunk in client.chat.completions.create(model=name, stream=True):\n"
    "        print(chunk.choices[0].delta.content)\n"
)


@pytest.mark.parametrize(
    ("is_judged", "loops"),
    [pytest.param(True, 1, id="judged"), pytest.param(False, 0, id="nothing is said about it")],
)
def test_who_reads_an_answer_is_looked_for_where_a_call_is_judged(
    is_judged: bool, loops: int
) -> None:
    text = source(STREAM, "a.py")
    context = ExtractionContext(Project([text]), lambda _: False, is_judged=lambda _: is_judged)

    (found,) = read(context, [text])

    assert isinstance(found, ChatCall)
    assert len(found.consumers) == loops
