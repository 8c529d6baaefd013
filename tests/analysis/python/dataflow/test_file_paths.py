"""The files that expressions name, as far as that is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.dataflow.file_paths import opened_file, path_of
from tests.analysis.python.reading import module, uses

HERE = Path.cwd()


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
        ("f'{env}.yaml'", ""),
        ("sys.argv[1]", ""),
        ("Path(base) / 'a.yaml'", ""),
        ("os.path.join(base, 'a.yaml')", ""),
    ],
)
def test_a_path_is_put_together_from_plain_parts(code: str, expected: str) -> None:
    where = module(f"import os\nfrom pathlib import Path\nNAME = 'n.yaml'\nuse({code})\n")
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
