"""The same detections as Fixit rules: what the design was chosen against, run in one process.

Started by the benchmark with the peers' interpreter. It is generous to Fixit: no command line, no
configuration search, no replacements (Fixit makes one diff for each), and names are looked up in
small tables instead of LibCST's scopes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst
from fixit import LintRule
from fixit.engine import LintRunner
from fixit.ftypes import Config

OLD = {"glm-4.5", "glm-4.5-x", "glm-4-plus", "glm-4", "glm-4-0520", "glm-3-turbo", "glm-4-air"}
REFUSED = {
    "OpenAI": {"tool_stream", "thinking", "do_sample"},
    "AsyncOpenAI": {"tool_stream", "thinking", "do_sample"},
    "ZhipuAI": {"tool_stream"},
    "ZaiClient": set(),
}


class GlmRule(LintRule):
    """What the four rules share: constants, clients and the calls of `chat.completions.create`."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, cst.BaseExpression] = {}
        self.clients: dict[str, str] = {}

    def visit_Assign(self, node: cst.Assign) -> None:
        self._bind(node.targets[0].target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value:
            self._bind(node.target, node.value)

    def visit_Param(self, node: cst.Param) -> None:
        if node.default:
            self.values[node.name.value] = node.default

    def _bind(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        name = _last_name(target)
        if isinstance(value, cst.Call) and _last_name(value.func) in REFUSED:
            self.clients[name] = _last_name(value.func)
        elif not isinstance(value, cst.Name) or value.value not in self.values:
            self.values[name] = value
        else:
            self.values[name] = self.values[value.value]

    def visit_Call(self, node: cst.Call) -> None:
        if _dotted_end(node.func) == ("completions", "create"):
            self.check(node, self._arguments(node))

    def _arguments(self, node: cst.Call) -> dict[str, cst.BaseExpression]:
        found: dict[str, cst.BaseExpression] = {}
        for arg in node.args:
            if arg.keyword:
                found[arg.keyword.value] = arg.value
            elif arg.star == "**":
                spread = self.values.get(_last_name(arg.value))
                if isinstance(spread, cst.Dict):
                    for element in spread.elements:
                        if isinstance(element, cst.DictElement) and isinstance(
                            element.key, cst.SimpleString
                        ):
                            found[str(element.key.evaluated_value)] = element.value
        return found

    def client(self, node: cst.Call) -> str:
        receiver: cst.BaseExpression = node.func
        while isinstance(receiver, cst.Attribute):
            name = _last_name(receiver)
            if name in self.clients:
                return self.clients[name]
            receiver = receiver.value
        if isinstance(receiver, cst.Call):
            return _last_name(receiver.func)
        return self.clients.get(_last_name(receiver), "")

    def look_up(self, value: cst.BaseExpression | None) -> cst.BaseExpression | None:
        for _ in range(10):
            if isinstance(value, cst.Name | cst.Attribute) and _last_name(value) in self.values:
                value = self.values[_last_name(value)]
            elif isinstance(value, cst.Call) and _last_name(value.func) in ("getenv", "get"):
                value = value.args[-1].value
            else:
                break
        return value

    def is_old(self, arguments: dict[str, cst.BaseExpression]) -> bool:
        model = self.look_up(arguments.get("model"))
        return isinstance(model, cst.SimpleString) and model.evaluated_value in OLD

    def check(self, node: cst.Call, arguments: dict[str, cst.BaseExpression]) -> None:
        raise NotImplementedError


class OutdatedModelId(GlmRule):
    MESSAGE = "an older GLM model"

    def check(self, node: cst.Call, arguments: dict[str, cst.BaseExpression]) -> None:
        if self.is_old(arguments):
            self.report(node)


class TemperatureAndTopP(GlmRule):
    MESSAGE = "temperature and top_p are both set"

    def check(self, node: cst.Call, arguments: dict[str, cst.BaseExpression]) -> None:
        if self.is_old(arguments) and {"temperature", "top_p"} <= arguments.keys():
            self.report(node)


class StreamWithoutToolStream(GlmRule):
    MESSAGE = "stream and tools without tool_stream"

    def check(self, node: cst.Call, arguments: dict[str, cst.BaseExpression]) -> None:
        streams = {"stream", "tools"} <= arguments.keys() and "tool_stream" not in arguments
        if streams and self.is_old(arguments):
            self.report(node)


class KeywordNotAccepted(GlmRule):
    MESSAGE = "the client does not accept this keyword"

    def check(self, node: cst.Call, arguments: dict[str, cst.BaseExpression]) -> None:
        for name in REFUSED.get(self.client(node), set()) & arguments.keys():
            self.report(node, f"{name}: {self.MESSAGE}")


def _last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _dotted_end(node: cst.BaseExpression) -> tuple[str, str]:
    if isinstance(node, cst.Attribute):
        return _last_name(node.value), node.attr.value
    return "", ""


def main(root: Path) -> None:
    rules = (OutdatedModelId, TemperatureAndTopP, StreamWithoutToolStream, KeywordNotAccepted)
    for path in sorted(root.rglob("*.py")):
        runner = LintRunner(path, path.read_bytes())
        config = Config(path=path, root=root)
        for violation in runner.collect_violations([rule() for rule in rules], config):
            line = violation.range.start.line
            print(f"{path}:{line}: {violation.rule_name} {violation.message}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
