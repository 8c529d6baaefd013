"""The files that expressions name, as far as that is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.dataflow.file_paths import opened_file, path_of
from tests.analysis.python.reading import module, uses

HERE = Path.cwd()
HEAD = """import importlib.resources
import os
import sys
from pathlib import Path

NAME = 'n.yaml'
ROOT = Path(__file__).resolve().parent
ABOVE = Path(__file__).parents[1]
WORK = Path.cwd()


class C:
    BASE = Path(__file__).parent
    FILE = BASE / 'a.yaml'


"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("'a.yaml'", "a.yaml"),
        ("Path('conf') / 'a.yaml'", "conf/a.yaml"),
        ("Path(__file__).parent / 'a.yaml'", f"{HERE}/a.yaml"),
        ("Path(__file__).resolve().parents[1] / 'a.yaml'", f"{HERE.parent}/a.yaml"),
        ("Path('conf').joinpath('b', 'a.yaml')", "conf/b/a.yaml"),
        ("os.path.join(os.path.dirname(os.path.abspath(__file__)), 'a.yaml')", f"{HERE}/a.yaml"),
        ("os.path.join(os.getcwd(), 'a.yaml')", "a.yaml"),
        ("'conf' + '/a.yaml'", "conf/a.yaml"),
        ("os.getenv('CONFIG', 'a.yaml')", "a.yaml"),
        ("NAME", "n.yaml"),
        ("ROOT / 'a.yaml'", f"{HERE}/a.yaml"),
        ("ABOVE / 'a.yaml'", f"{HERE.parent}/a.yaml"),
        ("ABOVE.parent / 'a.yaml'", str(HERE.parent.parent / "a.yaml")),
        ("C.FILE", f"{HERE}/a.yaml"),
        ("f'{ROOT}/a.yaml'", f"{HERE}/a.yaml"),
        ("Path(__file__).with_name('a.yaml')", f"{HERE}/a.yaml"),
        ("Path('conf/b.yaml').with_name('a.yaml')", "conf/a.yaml"),
        ("Path.cwd() / 'a.yaml'", "a.yaml"),
        ("WORK / 'a.yaml'", "a.yaml"),
        ("Path('.') / 'a.yaml'", "a.yaml"),
        ("os.getcwd() + '/a.yaml'", "./a.yaml"),
        ("os.path.expanduser('a.yaml')", "a.yaml"),
        ("sys.argv[1] if sys.argv else 'a.yaml'", "a.yaml"),
        ("importlib.resources.files('a.b') / 'a.yaml'", "a/b/a.yaml"),
        ("importlib.resources.files(__package__).joinpath('a.yaml')", f"{HERE}/a.yaml"),
        ("node.parent / 'a.yaml'", ""),
        ("ROOT.parents[n] / 'a.yaml'", ""),
        ("f'{ROOT:>9}/a.yaml'", ""),
        ("Path(base).with_name('a.yaml')", ""),
        ("__name__ + '.yaml'", ""),
        ("f'{env}.yaml'", ""),
        ("sys.argv[1]", ""),
        ("Path(base) / 'a.yaml'", ""),
        ("os.path.join(base, 'a.yaml')", ""),
    ],
)
def test_a_path_is_put_together_from_plain_parts(code: str, expected: str) -> None:
    where = module(f"{HEAD}use({code})\n")
    (call,) = uses(where)

    assert path_of(where, call.args[0].value, where.symbols.points[call]) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("open('a.yaml')", "a.yaml"),
        ("open('a.yaml').read()", "a.yaml"),
        ("Path('a.yaml').read_text(encoding='utf-8')", "a.yaml"),
        ("Path('a.yaml').open()", "a.yaml"),
        ("stream", "a.yaml"),
        ("requests.get('a.yaml').text", ""),
    ],
)
def test_a_stream_has_the_name_of_its_file(code: str, expected: str) -> None:
    head = "from pathlib import Path\nwith open('a.yaml') as stream:\n    pass\n"
    where = module(f"{head}use({code})\n")
    (call,) = uses(where)

    assert opened_file(where, call.args[0].value, where.symbols.points[call]) == expected
