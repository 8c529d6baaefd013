"""Each file has the settings of the nearest file with settings above it, whatever else is passed.

What concerns the run as a whole (where and how findings are written, which of them fail) comes from
the directory that holds everything that was passed; what is looked for in a file comes from here.
"""

# Paths stay strings here: this is asked about every directory of a run.
# ruff: noqa: PTH114, PTH120

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from glm_migrate.config.loading import Settings, nearest, own_file
from glm_migrate.config.schema import Config


class NearestSettings:
    """The settings of every file of a run, each settings file read once."""

    def __init__(
        self,
        run: Settings,
        load: Callable[[Path], Settings] | None = None,
        remark: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """Answer by directory.

        Args:
            run: What the run as a whole is told.
            load: From the directory of a settings file to what it says, with everything that the
                command line puts on top; None where one file rules all, because it was named.
            remark: Gets each sentence about a file that is called like one with settings and holds
                none that can be read, once.
        """
        self._remarked: set[str] = set()
        self._remark = remark
        self._tell(run.remarks)
        self.run = run
        self._load = load
        self._by_file: dict[Path | None, Settings] = {run.file: run}
        self._by_directory: dict[str, Path | None] = {}
        self._own_file: dict[str, Path | None] = {}

    def of(self, path: str) -> Config:
        """The settings of a file; of a link those of the file that it leads to."""
        if self._load is None:
            return self.run.config
        real = os.path.realpath(path) if os.path.islink(path) else path
        return self.of_directory(os.path.dirname(real))

    def of_directory(self, directory: str) -> Config:
        """The settings of the files in a directory."""
        if self._load is None:
            return self.run.config
        file = self._file(directory or os.curdir)
        if file not in self._by_file:
            self._by_file[file] = self._load(file.parent if file else Path(directory))
            self._tell(self._by_file[file].remarks)
        return self._by_file[file].config

    @property
    def loaded(self) -> tuple[Config, ...]:
        """All settings that were asked for, those of the run first."""
        return tuple(settings.config for settings in self._by_file.values())

    def own_folders(self, files: Iterable[str], top: str) -> list[str]:
        """The directories below `top` that have settings for some of `files`, outer ones first."""
        found: list[str] = []
        visited = {"", top}
        for path in files if self._load else ():
            directory = os.path.dirname(path)
            while directory not in visited:
                visited.add(directory)
                if self._own(directory):
                    found.append(directory)
                directory = os.path.dirname(directory)
        return sorted(found, key=len)

    def _file(self, directory: str) -> Path | None:
        """The settings file that rules a directory, asked of the directory above where possible."""
        if directory not in self._by_directory:
            above, name = os.path.split(directory)
            is_plain = name not in ("", os.curdir, os.pardir) and not os.path.islink(directory)
            if is_plain:
                file = self._own(directory) or self._file(above or os.curdir)
            else:
                file = nearest(Path(directory))
            self._by_directory[directory] = file
        return self._by_directory[directory]

    def _own(self, directory: str) -> Path | None:
        """The settings file in a directory itself."""
        if directory not in self._own_file:
            remarks: list[str] = []
            found = own_file(directory, remarks)
            self._tell(remarks)
            self._own_file[directory] = Path(os.path.realpath(found)) if found else None
        return self._own_file[directory]

    def _tell(self, remarks: Iterable[str]) -> None:
        for sentence in remarks:
            if sentence not in self._remarked:
                self._remarked.add(sentence)
                self._remark(sentence)
