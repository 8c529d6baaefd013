"""One run of glm-migrate, stage by stage: `python benchmarks/profile_run.py check PATH…`.

Each stage is a function of the tool; while it runs, the time is its own until it calls another
stage. What no stage claims is `other`, the start of the interpreter is not in it. Imports are a
stage too, because in a hook they are most of it. Timing costs a little, so only shares hold.
"""

from __future__ import annotations

import builtins
import functools
import sys
import time
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

# Stage → the function that does it. One that is renamed ends the profile, so that it can't lie.
STAGES = {
    "walk": "glm_migrate.project.discovery:files",
    "read": "glm_migrate.text.guarded:read",
    "byte search": "glm_migrate.project.prefilter:mentions_glm",
    "grouping": "glm_migrate.project.batches:units",
    "decode": "glm_migrate.text.source:Source.decode",
    "ast reject": "glm_migrate.analysis.python.extract.prescreen:may_hold_sites",
    "libcst parse": "glm_migrate.analysis.python.semantics.parsed_module:_parse_text",
    "measure": "glm_migrate.analysis.python.syntax.node_spans:NodeSpans.__init__",
    "names": "glm_migrate.analysis.python.semantics.symbol_collection:Collector.collect",
    "calls and values": "glm_migrate.analysis.python.extract.chat_calls:chat_calls",
    "streams": "glm_migrate.analysis.python.streams.consumer_search:consumed",
    "roles of ids": "glm_migrate.analysis.python.extract.mentions:module_mentions",
    "rules": "glm_migrate.engine.check:check_project",
    "suppressions": "glm_migrate.suppression.filtering:settle",
    "report": "glm_migrate.report.formats:render",
}
IMPORTS, OTHER = "imports", "other"
_GENERATOR = 0x20


class Stage:
    """A context in which all time goes to one stage, except what a stage inside claims."""

    def __init__(self, clock: Clock, name: str) -> None:
        self.clock = clock
        self.name = name

    def __enter__(self) -> None:
        self.clock.turn()
        self.clock.stack.append(self.name)

    def __exit__(self, *error: object) -> None:
        self.clock.turn()
        self.clock.stack.pop()


class Clock:
    """Gives every moment to exactly one stage: the innermost one that is running."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.stack = [OTHER]
        self._since = time.perf_counter()

    def turn(self) -> None:
        now = time.perf_counter()
        name = self.stack[-1]
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


class Stopwatch:
    """Puts the clock around each stage as soon as its module is imported."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.plain_import = builtins.__import__
        self._waiting = dict(STAGES)

    def timed_import(
        self,
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> ModuleType:
        rest = (globals, locals, fromlist, level)
        wanted = fromlist or ()  # `from package import module` may load the module
        loaded = sys.modules.get(name)
        if loaded is not None and all(hasattr(loaded, part) for part in wanted):
            return self.plain_import(name, *rest)
        with Stage(self.clock, IMPORTS):
            module = self.plain_import(name, *rest)
        self._wrap_loaded()
        return module

    def _wrap_loaded(self) -> None:
        for stage, place in list(self._waiting.items()):
            module_name, _, path = place.partition(":")
            module = sys.modules.get(module_name)
            if module is not None and not module.__spec__._initializing:
                *above, name = path.split(".")
                self._replace(functools.reduce(getattr, above, module), name, stage)
                del self._waiting[stage]

    def _replace(self, owner: object, name: str, stage: str) -> None:
        plain = vars(owner)[name]
        if isinstance(plain, classmethod):
            setattr(owner, name, classmethod(self._timed(plain.__func__, stage)))
            return
        timed = self._timed(plain, stage)
        setattr(owner, name, timed)
        # `from module import function` has made copies of the name
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("glm_migrate"):
                for key, value in list(vars(module).items()):
                    if value is plain:
                        setattr(module, key, timed)

    def _timed(self, function: FunctionType, stage: str) -> Callable[..., Any]:
        clock = self.clock

        def run(*args: Any, **kwargs: Any) -> Any:
            with Stage(clock, stage):
                return function(*args, **kwargs)

        def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = function(*args, **kwargs)
            while True:
                with Stage(clock, stage):
                    try:
                        item = next(items)
                    except StopIteration:
                        return
                yield item

        return generate if function.__code__.co_flags & _GENERATOR else run


def profile(arguments: list[str]) -> dict[str, float]:
    """Run the command line in this process; seconds of each stage."""
    clock = Clock()
    watch = Stopwatch(clock)
    builtins.__import__ = watch.timed_import
    sys.argv = ["glm-migrate", *arguments]
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        from glm_migrate.__main__ import main

        main()
    except SystemExit as end:
        if end.code not in (None, 0, 1):
            raise  # the run failed, so its times would mean nothing
    finally:
        clock.turn()
        builtins.__import__ = watch.plain_import
        sys.stdout = output
    return clock.seconds


def show(seconds: dict[str, float]) -> None:
    for name in sorted(seconds, key=lambda name: -seconds[name]):
        print(f"{name:20}{seconds[name]:8.3f} s{seconds[name] / sum(seconds.values()):6.0%}")


if __name__ == "__main__":
    if sys.argv[1] == "--json":
        shares = profile(sys.argv[2:])
        import json

        print(json.dumps(shares))
    else:
        show(profile(sys.argv[1:]))
