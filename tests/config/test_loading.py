"""Settings: what a file, the environment and the command line may say, and what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config import loading
from glm_migrate.config.excluded import EXCLUDED
from glm_migrate.config.schema import Config, keys, stack, validate
from glm_migrate.errors import ConfigError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, and the run starts there without any variable of ours."""
    monkeypatch.chdir(tmp_path)
    for name in ("GLM_MIGRATE_OUTPUT_FORMAT", "GLM_MIGRATE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def pyproject(directory: Path, text: str) -> Path:
    path = directory / "pyproject.toml"
    path.write_text(f"[tool.glm-migrate]\n{text}\n")
    return path


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        pytest.param({"unsafe-fixes": True}, "unsafe_fixes", True, id="a switch"),
        pytest.param({"fail-on": "error"}, "fail_on", "error", id="a choice"),
        pytest.param({"ignore": ["GLM201"]}, "ignore", ("GLM201",), id="a list"),
        pytest.param(
            {"select": ["outdated-model-id"]}, "select", ("outdated-model-id",), id="name"
        ),
        pytest.param({"select": ["glm1"]}, "select", ("glm1",), id="a prefix in lower case"),
        pytest.param({"models": {"a": "b"}}, "models", {"a": "b"}, id="a table of strings"),
        pytest.param(
            {"confirmed": {"prompts": "read by Li"}},
            "confirmed",
            {"prompts": "read by Li"},
            id="a word about an item",
        ),
        pytest.param(
            {"per-file-ignores": {"tests/**": ["GLM1"]}},
            "per_file_ignores",
            {"tests/**": ("GLM1",)},
            id="a table of lists",
        ),
        pytest.param(
            {"sampling": {"keep": "top_p"}}, "sampling_keep", "top_p", id="a nested table"
        ),
        pytest.param({"sampling.keep": "top_p"}, "sampling_keep", "top_p", id="a dotted key"),
        pytest.param({"target": "glm-4.6"}, "target", "glm-4.6", id="the default target"),
    ],
)
def test_a_good_value_becomes_a_field(table: dict[str, Any], field: str, value: object) -> None:
    assert validate(table, "f.toml") == {field: value}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param(
            {"unsafe-fix": True},
            "f.toml: unknown key 'unsafe-fix'; did you mean 'unsafe-fixes'?",
            id="a misspelt key",
        ),
        pytest.param({"zzz": 1}, "f.toml: unknown key 'zzz'", id="a key like no other"),
        pytest.param({"root": "x"}, "f.toml: unknown key 'root'", id="a field that is no setting"),
        pytest.param(
            {"select": "GLM1"},
            "f.toml: 'select' must be a list of strings, not 'GLM1'; write ['GLM1']",
            id="a string for a list",
        ),
        pytest.param(
            {"ignore": [1]}, "f.toml: 'ignore' must be a list of strings, not [1]", id="numbers"
        ),
        pytest.param(
            {"unsafe-fixes": "yes"},
            "f.toml: 'unsafe-fixes' must be true or false, not 'yes'",
            id="a string for a switch",
        ),
        pytest.param(
            {"target": True},
            "f.toml: 'target' must be a string, not true",
            id="a switch for a string",
        ),
        pytest.param(
            {"models": ["a"]}, "f.toml: 'models' must be a table of strings, not ['a']", id="a list"
        ),
        pytest.param(
            {"per-file-ignores": {"t": "GLM1"}},
            "f.toml: 'per-file-ignores' must be a table of lists of rules, not {'t': 'GLM1'}",
            id="a string where a table holds lists",
        ),
        pytest.param(
            {"sampling": "top_p"}, "f.toml: 'sampling' must be a table, not 'top_p'", id="no table"
        ),
        pytest.param(
            {"sampling": {"kep": "top_p"}},
            "f.toml: unknown key 'sampling.kep'; did you mean 'sampling.keep'?",
            id="a misspelt key in a nested table",
        ),
        pytest.param(
            {"fail-on": "warnings"},
            "f.toml: 'fail-on' must be one of 'error', 'warning', 'info', not 'warnings'; "
            "did you mean 'warning'?",
            id="a choice that is none",
        ),
        pytest.param(
            {"target": "GLM4.6"},
            "f.toml: 'target': unknown target 'GLM4.6'; did you mean 'glm-4.6'?",
            id="a misspelt target",
        ),
        pytest.param(
            {"confirmed": {"prompt": "x"}},
            "f.toml: 'confirmed' knows the items 'model-identifier', 'sampling', 'thinking', "
            "'streaming', 'tool-streaming', 'max-tokens', 'prompts', 'verification', not 'prompt'; "
            "did you mean 'prompts'?",
            id="a word about no item",
        ),
        pytest.param(
            {"confirmed": {"prompts": " "}},
            "f.toml: 'confirmed': 'prompts' must say who confirms it, and why",
            id="an empty word",
        ),
        pytest.param(
            {"models": {"a": "gl\u043c-4.6"}},
            "f.toml: 'models': 'gl\u043c-4.6' only looks like 'glm-4.6', its letters are others",
            id="a model in letters of another alphabet",
        ),
        pytest.param(
            {"ignore": ["GLM1O1"]},
            "f.toml: 'ignore': unknown rule 'GLM1O1'; did you mean 'GLM101'?",
            id="an unknown rule",
        ),
        pytest.param(
            {"per-file-ignores": {"t": ["outdated-model"]}},
            "f.toml: 'per-file-ignores': unknown rule 'outdated-model'; "
            "did you mean 'outdated-model-id'?",
            id="an unknown rule in a table",
        ),
        pytest.param({"select": [""]}, "f.toml: 'select': unknown rule ''", id="an empty rule"),
    ],
)
def test_a_bad_value_says_what_would_be_right(table: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(table, "f.toml")

    assert str(caught.value) == message


def test_an_unknown_output_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean 'json'"):
        validate({"output-format": "jsn"}, "f.toml")


def test_every_field_but_those_of_one_run_has_a_key() -> None:
    of_run = {"root", "accept", "accept_at", "only_accepted"}

    assert set(keys().values()) | of_run == set(Config.__dataclass_fields__)


@pytest.mark.parametrize(
    ("file", "above", "expected"),
    [
        pytest.param(
            {"select": ("GLM1",), "ignore": ("GLM101",), "extend_select": ("GLM9",)},
            {"select": ("GLM2",)},
            {"select": ("GLM2",)},
            id="select starts anew",
        ),
        pytest.param(
            {"ignore": ("GLM1",)},
            {"ignore": ("GLM2",)},
            {"ignore": ("GLM1", "GLM2")},
            id="ignore adds",
        ),
        pytest.param({"exclude": ("a",)}, {"exclude": ("b",)}, {"exclude": ("b",)}, id="replaces"),
        pytest.param(
            {}, {"extend_exclude": ("b",)}, {"extend_exclude": ("b",)}, id="adds to nothing"
        ),
    ],
)
def test_flags_on_top_of_a_file(
    file: dict[str, Any], above: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert stack(file, above) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(["pyproject.toml"], "pyproject.toml", id="pyproject alone"),
        pytest.param(
            [".glm-migrate.toml", "pyproject.toml"], ".glm-migrate.toml", id="hidden first"
        ),
        pytest.param(
            ["glm-migrate.toml", ".glm-migrate.toml"], "glm-migrate.toml", id="plain first"
        ),
    ],
)
def test_the_nearest_file_in_one_directory(project: Path, files: list[str], expected: str) -> None:
    for name in files:
        table = "[tool.glm-migrate]\n" if name == "pyproject.toml" else ""
        (project / name).write_text(f"{table}fail-on = 'error'\n")

    assert loading.nearest(project) == project / expected


def test_a_pyproject_without_the_table_is_passed_by(project: Path) -> None:
    pyproject(project, "fail-on = 'error'")
    inner = project / "app"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\ndependencies = ['glm-migrate']\n")

    assert loading.load(inner).file == project / "pyproject.toml"


def test_a_broken_pyproject_without_our_name_is_not_read(project: Path) -> None:
    (project / "pyproject.toml").write_text("= broken")

    assert loading.load(project).file is None


def test_without_a_file_the_defaults_hold(project: Path) -> None:
    config = loading.load(project).config

    assert config == Config(root=project)
    assert config.exclude == tuple(sorted(EXCLUDED))


def test_isolated_reads_no_file(project: Path) -> None:
    pyproject(project, "fail-on = 'error'")

    assert loading.load(project, isolated=True).config.fail_on == "warning"


def test_a_named_file_wins_over_the_nearest(project: Path) -> None:
    pyproject(project, "fail-on = 'error'")
    other = project / "other.toml"
    other.write_text("fail-on = 'info'")

    assert loading.load(project, file=other).config.fail_on == "info"


def test_a_named_file_may_hold_the_shared_table(project: Path) -> None:
    other = project / "other.toml"
    other.write_text("[tool.glm-migrate]\nfail-on = 'info'")

    assert loading.load(project, file=other).config.fail_on == "info"


def test_a_named_pyproject_without_the_table_means_the_defaults(project: Path) -> None:
    path = project / "pyproject.toml"
    path.write_text("[project]\n")

    assert loading.load(project, file=path).config == Config(root=project)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "No such file or directory", id="missing"),
        pytest.param(b"= glm-migrate", "Invalid statement", id="not TOML"),
        pytest.param(b"x = '\xff'", "not UTF-8", id="not UTF-8"),
        pytest.param(
            b"[tool]\nglm-migrate = 1", "'tool.glm-migrate' must be a table", id="no table"
        ),
        pytest.param(b"extend = 1", "'extend' must be the path of a file, not 1", id="extend"),
    ],
)
def test_a_file_that_can_not_be_used(project: Path, content: bytes | None, message: str) -> None:
    path = project / "own.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=message) as caught:
        loading.load(project, file=path)

    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    "models",
    [
        pytest.param('{ "glm-4.5" = "GLM-4.5" }', id="to itself"),
        pytest.param('{ "glm-4.5" = "a", "a" = "b", "b" = "a" }', id="in a circle"),
    ],
)
def test_moves_come_to_an_end(project: Path, models: str) -> None:
    path = project / "own.toml"
    path.write_text(f"models = {models}\n")

    with pytest.raises(ConfigError) as caught:
        loading.load(project, file=path)

    assert str(caught.value) == (
        f"{path}: 'models' maps 'glm-4.5' back to itself; to keep an id, ignore GLM101"
    )


def test_moves_may_follow_one_another(project: Path) -> None:
    path = project / "own.toml"
    path.write_text('models = { "glm-4" = "glm-4.5", "glm-4.5" = "glm-4.6" }\n')

    assert loading.load(project, file=path).config.models["glm-4"] == "glm-4.5"


def test_extend_puts_a_file_over_its_base(project: Path) -> None:
    (project / "base.toml").write_text("fail-on = 'info'\nignore = ['GLM1']\nthinking = 'on'\n")
    inner = project / "app"
    inner.mkdir()
    pyproject(inner, "extend = '../base.toml'\nignore = ['GLM2']")

    config = loading.load(inner).config

    assert (config.fail_on, config.ignore, config.thinking) == ("info", ("GLM2",), "on")


def test_extend_in_a_circle_is_told(project: Path) -> None:
    (project / "a.toml").write_text("extend = 'b.toml'")
    (project / "b.toml").write_text("extend = 'a.toml'")

    with pytest.raises(ConfigError, match=r"is circular: a\.toml -> b\.toml -> a\.toml"):
        loading.load(project, file=project / "a.toml")


def test_globs_of_a_base_count_from_its_directory(project: Path) -> None:
    (project / "base.toml").write_text("exclude = ['app/gen/*.py', 'vendor']\n")
    inner = project / "app"
    inner.mkdir()
    pyproject(
        inner, "extend = '../base.toml'\n[tool.glm-migrate.per-file-ignores]\n't/*' = ['GLM']"
    )

    config = loading.load(inner).config

    assert config.exclude == ("../app/gen/*.py", "vendor")
    assert config.per_file_ignores == {"t/*": ("GLM",)}
    assert config.root == inner


def test_globs_of_a_flag_count_from_the_working_directory(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyproject(project, "")
    (project / "app").mkdir()
    monkeypatch.chdir(project / "app")

    config = loading.load(Path(), flags={"exclude": ("gen/*.py",)}).config

    assert config.exclude == ("app/gen/*.py",)


@pytest.mark.parametrize(
    ("pair", "field", "value"),
    [
        pytest.param("fail-on = 'error'", "fail_on", "error", id="TOML"),
        pytest.param("ignore=['GLM1']", "ignore", ("GLM1",), id="a list"),
        pytest.param("target=glm-4.6", "target", "glm-4.6", id="a bare word"),
        pytest.param("sampling.keep=top_p", "sampling_keep", "top_p", id="a dotted key"),
        pytest.param("unsafe-fixes=true", "unsafe_fixes", True, id="a switch"),
    ],
)
def test_a_pair_on_the_command_line(project: Path, pair: str, field: str, value: object) -> None:
    assert getattr(loading.load(project, inline=[pair]).config, field) == value


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        pytest.param("nothing", "no such file, and not of the form KEY=VALUE", id="no pair"),
        pytest.param("fail-on = [", "--config fail-on = [: ", id="not TOML"),
        pytest.param("fail-on =", "--config fail-on =: ", id="no value"),
        pytest.param("fail-onn=error", "did you mean 'fail-on'", id="an unknown key"),
    ],
)
def test_a_pair_that_can_not_be_used(project: Path, pair: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loading.load(project, inline=[pair])

    assert message in str(caught.value)


def test_order_of_precedence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyproject(project, "output-format = 'full'")

    def chosen(**more: Any) -> str:
        return loading.load(project, **more).config.output_format

    assert chosen() == "full"
    monkeypatch.setenv("GLM_MIGRATE_OUTPUT_FORMAT", "json")
    assert chosen() == "json"
    assert chosen(inline=["output-format=sarif"]) == "sarif"
    flags = {"output_format": "concise"}
    assert chosen(inline=["output-format=sarif"], flags=flags) == "concise"


def test_a_bad_format_in_the_environment_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLM_MIGRATE_OUTPUT_FORMAT", "jsno")

    with pytest.raises(
        ConfigError, match="GLM_MIGRATE_OUTPUT_FORMAT: 'output-format' must be one of"
    ):
        loading.load(project)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([], ".", id="no path means the working directory"),
        pytest.param(["app"], "app", id="a directory is itself"),
        pytest.param(["app/a.py"], "app", id="a file is in its directory"),
        pytest.param(["app/a.py", "lib/b.py"], ".", id="two directories share their parent"),
        pytest.param(["app/../lib"], "lib", id="dots are resolved"),
    ],
)
def test_where_the_search_starts(project: Path, paths: list[str], expected: str) -> None:
    for name in ("app/a.py", "lib/b.py"):
        (project / name).parent.mkdir()
        (project / name).touch()

    assert loading.common_directory(paths) == (project / expected).resolve()


def test_printed_settings_can_be_read_again(project: Path) -> None:
    pyproject(
        project,
        "ignore = ['GLM1']\nmodels = { 'a\"b' = 'glm-4.6' }\nsampling.keep = 'top_p'\n"
        "[tool.glm-migrate.per-file-ignores]\n'tests/**' = ['GLM2']",
    )
    settings = loading.load(project)
    text = loading.as_toml(settings)
    (project / "again.toml").write_text(text)

    again = loading.load(project, file=project / "again.toml")

    assert again.config == settings.config
    assert text.startswith(f"# from {project / 'pyproject.toml'}\n")
    assert loading.as_toml(loading.load(project, isolated=True)).startswith("# no settings")
