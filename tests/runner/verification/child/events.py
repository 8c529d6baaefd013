"""What the hook wrote down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
