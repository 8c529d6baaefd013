"""Variables of a script that its commands use as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from glm_migrate.analysis.value_trees import script_uses
from glm_migrate.analysis.value_trees.formats import docker_file, shell_script
from glm_migrate.analysis.value_trees.script_uses import marked
from glm_migrate.analysis.value_trees.value_tree import Scalar, Table, TreeEntry, ValueTree
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.source import Source, Span
from tests.analysis.value_trees.formats.trees import source


def why(read: Callable[[Source], ValueTree], text: str) -> UnsafeReason | None:
    """Why the variable `M` can't be changed alone."""
    (root, *_) = read(source("run.sh", text)).roots
    assert isinstance(root, Table)
    value = root.get("M")
    assert isinstance(value, Scalar)
    return value.shared


@pytest.mark.parametrize(
    "command",
    [
        pytest.param('cat "prompts/$M.txt"', id="names a file"),
        pytest.param('if [ "$M" = "glm-4.5" ]; then x; fi', id="is compared"),
        pytest.param("[[ ${M} == glm-4* ]] && x", id="is matched"),
        pytest.param('case "$M" in glm-4.5) x;; esac', id="decides a case"),
        pytest.param("echo $M > current.txt", id="is written"),
        pytest.param("echo $M | tee x", id="is sent on"),
        pytest.param("python a.py > logs/$M.txt", id="names the output"),
        pytest.param("x=$(grep $M prices.csv)", id="is looked up"),
        pytest.param("echo $(cat $M.txt)", id="within what is shown"),
        pytest.param("DIR=out/$M", id="is part of another"),
        pytest.param("N=$M\nls $N", id="under another name"),
        pytest.param("docker run \\\n  -e M=$M image", id="over two lines"),
        pytest.param("cat <<E > x\nuses $M\nE", id="in a text that is written"),
        pytest.param("echo ${#M}; ls ${M%-*}", id="a part of it"),
        pytest.param("python -c \"print('$M'[4:])\"", id="in code"),
    ],
)
def test_a_command_uses_it(command: str) -> None:
    expected = UnsafeReason(UnsafeKind.USED_IN_SCRIPT, "M")

    assert why(shell_script.read, f"export M=glm-4.5\n{command}\n") == expected


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("", id="nothing"),
        pytest.param("python a.py", id="inherited by the program"),
        pytest.param('exec python3.11 -u a.py --model "$M"', id="given to the program"),
        pytest.param("uv run python a.py --model=${M}", id="by a runner"),
        pytest.param("./a.py $M", id="the program itself"),
        pytest.param('echo "asking $M"', id="shown"),
        pytest.param('echo "asking $M" >&2', id="shown as an error"),
        pytest.param("# cat $M", id="in a comment"),
        pytest.param('cat "$MODE/$OTHER"', id="other variables"),
        pytest.param("cat \\$M", id="no variable"),
        pytest.param('[ -z "$M" ] && exit 1', id="is tested to be set"),
        pytest.param("N=$M\nexport N", id="under another name"),
        pytest.param('M="${M:-glm-4.5}"', id="its own default"),
        pytest.param("N=$M python a.py", id="for one program"),
    ],
)
def test_no_command_uses_it(command: str) -> None:
    assert why(shell_script.read, f"export M=glm-4.5\n{command}\n") is None


@pytest.mark.parametrize(
    ("text", "is_used"),
    [
        pytest.param("FROM x\nENV M=glm-4.5\nRUN echo $M > /x\n", True, id="written"),
        pytest.param('FROM x\nENV M=glm-4.5\nRUN [ "$M" = "glm-4.5" ]\n', True, id="compared"),
        pytest.param("FROM x\nENV M=glm-4.5\nLABEL model=$M\n", True, id="a label"),
        pytest.param("FROM x\nARG M=glm-4.5\nENV M=$M\n", False, id="its own value"),
        pytest.param("FROM x\nENV M=glm-4.5\nRUN echo $M\n", False, id="shown"),
        pytest.param("FROM x\nENV M=glm-4.5\nCMD python a.py $M\n", False, id="the program's"),
    ],
)
def test_an_instruction_uses_it(text: str, is_used: bool) -> None:
    assert (why(docker_file.read, text) is not None) == is_used


def test_only_the_variable_that_is_used_is_marked() -> None:
    values = (TreeEntry(name, Span(0, 1), Scalar("x", Span(2, 3))) for name in "MN")
    found = [one.value for one in marked(values, "ls $M", "ls $M")]

    assert [isinstance(one, Scalar) and one.shared is not None for one in found] == [True, False]


def test_each_command_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    of_command = script_uses._of_command

    def counted(command: str, given: set[tuple[str, str]]) -> Iterator[str]:
        seen.append(command)
        return of_command(command, given)

    monkeypatch.setattr(script_uses, "_of_command", counted)
    text = "".join(f"V{n}=$V{n + 1}\n" for n in range(500)) + "ls $V0\nM=$V500\n"
    shell_script.read(source("run.sh", text))

    assert len(seen) == 502
