"""A real browser for pages: Chromium without a window, where one is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in _NAMES if (found := shutil.which(name))), None)


def browse(*arguments: str) -> str:
    assert BROWSER is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    done = subprocess.run(
        [BROWSER, *flags, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout


def title(dom: str) -> str:
    match = re.search(r"<title>([^<]*)</title>", dom)
    assert match, dom[-500:]
    return match[1]
