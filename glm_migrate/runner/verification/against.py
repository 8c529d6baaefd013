"""The same command on an earlier tree and on today's: what is sent otherwise, and done otherwise.

Both get the same answers, since an answer depends on what is asked and not on the model. A change
that the guide asks for is a note; any other one is a warning.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.comparison import Trial
from glm_migrate.runner.verification.judge import Body, model_of
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import CALM
from glm_migrate.runner.verification.script import Json
from glm_migrate.runner.verification.trials import TrialPlan, run
from glm_migrate.runner.verification.verified_calls import ERROR, NOTE, WARNING, Observation

_ITEM = "verification"
_ABSENT = "(not sent)"
_LONGEST = 60


def earlier(plan: TrialPlan, root: Path, folder: Path) -> Trial:
    """Run the command of a plan in `folder`, which stands for `root`.

    Paths below the root, in the command and on `PYTHONPATH`, are those of the folder; its code
    goes before any other, so that an installed copy does not run in its place.
    """

    def moved(text: str) -> str:
        path = Path(text)
        inside = path.is_absolute() and path.is_relative_to(root)
        return str(folder / path.relative_to(root)) if inside else text

    command = plan.command
    where = folder / command.directory.relative_to(root)
    environ = dict(plan.environ)
    paths = environ.get("PYTHONPATH", "").split(os.pathsep)
    environ["PYTHONPATH"] = os.pathsep.join(map(moved, paths))
    there = replace(
        plan,
        command=replace(
            command,
            arguments=(command.arguments[0], *map(moved, command.arguments[1:])),
            directory=where,
        ),
        sites=CallSites((), where),
        environ=environ,
        first=tuple(str(one) for one in (where, folder, folder / "src") if one.is_dir()),
    )
    return run(there, CALM)


@dataclass(frozen=True)
class Differences:
    """What differs between two runs with whole answers."""

    before: Trial
    after: Trial
    target: Target
    models: Mapping[str, str]
    root: Path

    def of_sites(self) -> Iterator[tuple[CallSite, Observation]]:
        """By the call as it is today."""
        for old, new in self._pairs():
            place = (new or old or self.after.sent[0]).place
            if old is None or new is None:
                word = "is not sent any more" if new is None else "is new"
                yield place, Observation(WARNING, _ITEM, f"against the earlier tree: it {word}")
                continue
            for observation in self._fields(old.request.body, new.request.body):
                yield place, observation

    def _pairs(self) -> Iterator[tuple[Sent | None, Sent | None]]:
        """Requests of the same function of the same file, in their order."""
        waiting = _grouped(self.before.sent)
        for new in self.after.sent:
            ones = waiting.get(_key(new), [])
            yield (ones.pop(0) if ones else None), new
        yield from ((old, None) for ones in waiting.values() for old in ones)

    def _fields(self, old: Body, new: Body) -> Iterator[Observation]:
        for name in dict.fromkeys((*old, *new)):
            before, after = old.get(name), new.get(name)
            if before != after:
                item, is_required = self._required(name, old, new)
                said = f"{name}: {_short(before)} → {_short(after)}"
                more = "" if is_required else "; the guide does not ask for it"
                yield Observation(NOTE if is_required else WARNING, item, f"{said}{more}")

    def _required(self, name: str, old: Body, new: Body) -> tuple[str, bool]:
        """The item of the guide that a change of a field belongs to, and whether it asks for it."""
        check = _CHANGES.get(name)
        return check(self, old, new) if check else (_ITEM, False)

    def _model(self, old: Body, new: Body) -> tuple[str, bool]:
        wanted = {self.target.id, *self.models.values()}
        return "model-identifier", model_of(new) in {one.lower() for one in wanted}

    def _sampling(self, old: Body, new: Body) -> tuple[str, bool]:
        names = ("temperature", "top_p")
        sent = [[name for name in names if body.get(name) is not None] for body in (old, new)]
        dropped = len(sent[0]) == 2 and len(sent[1]) == 1
        kept = all(new.get(name) == old.get(name) for name in sent[1])
        known = knowledge.models().get(model_of(old))
        pinned = not sent[0] and known is not None and _is_default(known.temperature, new)
        return "sampling", (dropped and kept) or pinned

    def general(self) -> Iterator[Observation]:
        """What the program does otherwise, on the same answers."""
        old, new = self.before.ran, self.after.ran
        yield from self._own_tree()
        if old.status != new.status:
            level = ERROR if new.status else NOTE
            yield Observation(level, _ITEM, f"exits with {new.status}; earlier with {old.status}")
        elif old.status:
            yield Observation(WARNING, _ITEM, f"the earlier tree exits with {old.status}, too")
        known = {(one.type, one.text) for one in old.failures}
        for one in new.failures:
            if (one.type, one.text) not in known:
                yield Observation(ERROR, _ITEM, f"new: {one.type}: {one.text}", test=one.test)
        if not old.status and not new.tests and old.stdout != new.stdout:
            yield Observation(WARNING, _ITEM, _first_difference(old.stdout, new.stdout))

    def _own_tree(self) -> Iterator[Observation]:
        """Whether code of today's tree ran in place of the earlier one."""
        for sent in self.before.sent:
            for frame in sent.request.origin.frames:
                if Path(frame.path).is_relative_to(self.root):
                    message = (
                        f"{frame.path} ran in place of the earlier one, as an editable install "
                        "has it; run the command with PYTHONPATH instead"
                    )
                    yield Observation(ERROR, _ITEM, message)
                    return


def _is_default(value: float | None, body: Body) -> bool:
    return value is not None and body.get("temperature") == value and body.get("top_p") is None


def _thinking(whole: Differences, old: Body, new: Body) -> tuple[str, bool]:
    return "thinking", True


def _streaming(whole: Differences, old: Body, new: Body) -> tuple[str, bool]:
    return "streaming", new.get("stream") is True


def _tool_stream(whole: Differences, old: Body, new: Body) -> tuple[str, bool]:
    return "tool-streaming", new.get("tool_stream") is True


def _limits(whole: Differences, old: Body, new: Body) -> tuple[str, bool]:
    return "max-tokens", True


def _prompts(whole: Differences, old: Body, new: Body) -> tuple[str, bool]:
    return "prompts", False


_CHANGES: Mapping[str, Callable[[Differences, Body, Body], tuple[str, bool]]] = {
    "model": Differences._model,
    "temperature": Differences._sampling,
    "top_p": Differences._sampling,
    "thinking": _thinking,
    "stream": _streaming,
    "tool_stream": _tool_stream,
    "max_tokens": _limits,
    "max_completion_tokens": _limits,
    "messages": _prompts,
}


def _grouped(sent: Iterable[Sent]) -> dict[tuple[str, str], list[Sent]]:
    groups: dict[tuple[str, str], list[Sent]] = {}
    for one in sent:
        groups.setdefault(_key(one), []).append(one)
    return groups


def _key(sent: Sent) -> tuple[str, str]:
    """What names a request in both trees: the file's name and the function that asks."""
    frames = sent.request.origin.frames
    return (Path(frames[0].path).name, frames[0].name) if frames else ("", "")


def _short(value: Json) -> str:
    text = _ABSENT if value is None else repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _first_difference(old: str, new: str) -> str:
    lines = zip([*old.splitlines(), ""], [*new.splitlines(), ""], strict=False)
    before, after = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
    return f"it prints {_short(after)}; earlier {_short(before)}"
