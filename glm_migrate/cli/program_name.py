"""What the program is called, and by which variable a shell asks it for completions."""

from __future__ import annotations

PROGRAM = "glm-migrate"
COMPLETION_VARIABLE = "_GLM_MIGRATE_COMPLETE"
