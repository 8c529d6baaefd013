"""Which exceptions the `try` statements around a place catch by name."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.semantics.handlers import caught
from tests.analysis.python.reading import module, uses


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param("use()", set(), id="none"),
        pytest.param("try:\n    use()\nexcept A:\n    pass", {"A"}, id="one"),
        pytest.param("try:\n    use()\nexcept (x.A, B):\n    pass", {"A", "B"}, id="several"),
        pytest.param("try:\n    use()\nexcept:\n    pass", set(), id="without a name"),
        pytest.param("try:\n    use()\nfinally:\n    pass", set(), id="without a handler"),
        pytest.param("try:\n    pass\nexcept A:\n    use()", set(), id="in the handler"),
        pytest.param("try:\n    pass\nexcept A:\n    pass\nfinally:\n    use()", set(), id="last"),
        pytest.param(
            "try:\n    try:\n        use()\n    except A:\n        pass\nexcept B:\n    pass",
            {"A", "B"},
            id="two around it",
        ),
    ],
)
def test_caught(code: str, names: set[str]) -> None:
    read = module(code)
    (call,) = uses(read)

    assert caught(read.symbols.points[call]) == names
