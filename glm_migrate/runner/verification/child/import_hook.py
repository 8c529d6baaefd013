"""Changes modules when a program imports them, and not before: the others cost nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Any

Patch = Callable[[Any], None]


class ImportHook:
    """A finder of modules that stands before all others."""

    def __init__(
        self, patches: dict[str, Patch], loaded: Callable[[str], Any], prefix: str
    ) -> None:
        """Change modules by `patches`; `loaded` gives the hook's own, named with `prefix`."""
        self._patches = patches
        self._loaded = loaded
        self._prefix = prefix
        self._entered: set[str] = set()

    def install(self) -> None:
        for name in list(self._patches):
            if name in sys.modules:
                self._patches.pop(name)(sys.modules[name])
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name.startswith(self._prefix):
            return ModuleSpec(name, _Own(self._loaded, name[len(self._prefix) :]))  # type: ignore[arg-type]
        if name not in self._patches or name in self._entered:
            return None
        self._entered.add(name)
        try:
            spec = find_spec(name)
        finally:
            self._entered.discard(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Changed(spec.loader, self._patches[name])  # type: ignore[assignment]
        return spec


class _Changed:
    """A loader after which a module is changed."""

    def __init__(self, loader: Any, patch: Patch) -> None:
        self._loader = loader
        self._patch = patch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._patch(module)


class _Own:
    """A loader of the modules of the hook themselves, which pytest asks for by name."""

    def __init__(self, loaded: Callable[[str], Any], name: str) -> None:
        self._loaded = loaded
        self._name = name

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loaded(self._name)

    def exec_module(self, module: Any) -> None:
        """It has been run when it was loaded."""
