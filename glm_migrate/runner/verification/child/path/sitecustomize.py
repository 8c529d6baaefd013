"""Starts the hook in every Python process of a verified program, then what it hides.

Python imports a module of this name at its start. Where the hook can't be installed the process
ends at once: nothing of it may reach the network unseen.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

VARIABLE = "GLM_MIGRATE_VERIFY"
PREFIX = "_glm_migrate_verify_"
HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
FAILED = 97  # exit status of a process in which the hook can't be installed


def loaded(name: str) -> Any:
    """A module that lies beside this directory, under a name of its own."""
    known = sys.modules.get(PREFIX + name)
    if known is not None:
        return known
    path = os.path.join(os.path.dirname(HERE), f"{name}.py")  # noqa: PTH118, PTH120
    spec = spec_from_file_location(PREFIX + name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[PREFIX + name] = module
    spec.loader.exec_module(module)
    return module


def install(settings: dict[str, Any]) -> None:
    """Watch, guard and lead this process."""
    log = loaded("event_log").EventLog(settings["events"])
    frames = loaded("user_frames").UserFrames(settings["not_the_users"])
    observer = loaded("observation").Observer(log, frames)
    redirector = loaded("redirection").Redirector(settings, frames, observer)
    patches = {
        **redirector.patches(),
        **observer.patches(),
        "concurrent.futures.thread": frames.follow_into_threads,
        "asyncio.base_events": frames.follow_into_tasks,
    }
    loaded("import_hook").ImportHook(patches, loaded, PREFIX).install()
    loaded("network_guard").install(settings, log)


def hidden() -> None:
    """Run the module of this name that would have been found without this directory."""
    others = [one for one in sys.path if os.path.abspath(one or ".") != HERE]  # noqa: PTH100
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def main() -> None:
    named = os.environ.get(VARIABLE)
    if named and PREFIX + "event_log" not in sys.modules:
        try:
            with open(named, encoding="utf-8") as file:  # noqa: PTH123
                install(json.load(file))
        except Exception as error:
            sys.stderr.write(f"glm-migrate verify can't watch this process: {error!r}\n")
            sys.stderr.flush()
            os._exit(FAILED)
    hidden()


if __name__ == "sitecustomize":
    main()
