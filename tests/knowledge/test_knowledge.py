"""The data that age: complete, dated, consistent, and loaded only when asked for.

The tables below repeat the fact sheet on purpose: a slip in a TOML file must differ from them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge import Fact
from glm_migrate.knowledge.sources import DATA, read

ROOT = Path(__file__).parents[2]
TARGET = knowledge.target("glm-4.6")
FILES = sorted(DATA.rglob("*.toml"))

# ---- facts and their sources


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_has_an_address_and_a_day_and_is_used(path: Path) -> None:
    table = read(path)
    listed = table.get("sources") or {"guide": {"url": table["guide"], "date": table["date"]}}
    for key, source in listed.items():
        assert set(source) == {"url", "date"}, key
        assert source["url"].startswith("https://"), key
        assert _is_day(source["date"]), key
    text = path.read_text(encoding="utf-8")
    assert [key for key in table.get("sources", ()) if f'"{key}"' not in text] == []


def _is_day(text: str) -> bool:
    try:
        return date(2025, 1, 1) <= date.fromisoformat(text) <= date.today()
    except ValueError:
        return False


MODEL_FACTS = (
    "kind", "context", "default_max_output", "max_output", "temperature", "top_p",
    "thinking", "tool_stream", "price", "status",
)  # fmt: skip


@pytest.mark.parametrize("id", knowledge.models())
def test_each_stated_fact_of_a_model_has_a_source_and_no_other_has(id: str) -> None:
    model = knowledge.models()[id]
    stated = {name for name in MODEL_FACTS if getattr(model, name) is not None}

    assert set(model.sources) == stated


def _records() -> Iterator[tuple[str, tuple[Fact, ...]]]:
    for id, move in TARGET.moves.items():
        yield f"move of {id}", move.sources
    for name, carrier in knowledge.carriers().items():
        yield f"carrier {name}", carrier.sources
    for name, gateway in knowledge.gateways().items():
        yield f"gateway {name}", gateway.sources
    for name, client in knowledge.clients().items():
        yield f"client {name}", client.sources
    for item in knowledge.checklist():
        yield f"item {item.key}", (item.source,)


@pytest.mark.parametrize("facts", [pytest.param(facts, id=what) for what, facts in _records()])
def test_each_record_has_a_source(facts: tuple[Fact, ...]) -> None:
    assert facts
    assert all(fact.url and fact.date for fact in facts)


def test_each_route_names_a_carrier_and_a_source() -> None:
    table = read(DATA / "spellings.toml")
    for route, record in table["routes"].items():
        assert record["carrier"] in knowledge.carriers(), route
        assert record["sources"], route
        assert set(record["sources"]) <= set(table["sources"]), route


def test_each_field_of_the_target_has_a_source() -> None:
    bare = {"moves", "supported", "efforts", "spellings", "sources", "guide"}
    named = {name for name in TARGET.__dataclass_fields__ if name not in bare}

    assert set(TARGET.sources) == named


# ---- models

# id → context, default output, largest output, temperature, top_p, thinking, tool_stream
K128, K200, M1 = 128_000, 200_000, 1_000_000
NUMBERS: Mapping[str, tuple[object, ...]] = {
    "glm-4.5": (K128, 65536, 98304, 0.6, 0.95, "auto", False),
    "glm-4.5-x": (K128, 65536, 98304, 0.6, 0.95, "auto", False),
    "glm-4.5-air": (K128, 65536, 98304, 0.6, 0.95, "auto", False),
    "glm-4.5-airx": (K128, 65536, 98304, 0.6, 0.95, "auto", False),
    "glm-4.5-flash": (K128, 65536, 98304, 0.6, 0.95, "auto", False),
    "glm-4-32b-0414-128k": (K128, 16384, 16384, 0.75, 0.9, "none", False),
    "glm-4-plus": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-0520": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-air": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-air-0111": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-air-250414": (K128, 16384, 16384, 0.75, 0.9, "none", False),
    "glm-4-airx": (8_000, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-long": (M1, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-flash": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-flash-250414": (K128, None, 16_000, 0.75, 0.9, "none", False),
    "glm-4-flashx": (K128, None, 4095, 0.75, 0.9, "none", False),
    "glm-4-flashx-250414": (K128, None, 16_000, 0.75, 0.9, "none", False),
    "glm-4-9b": (K128, None, None, None, None, "none", False),
    "glm-3-turbo": (K128, None, 4095, 0.95, 0.7, "none", False),
    "glm-z1-air": (K128, None, 32768, 0.75, 0.9, "own", False),
    "glm-z1-airx": (32_000, None, 32768, 0.75, 0.9, "own", False),
    "glm-z1-flashx": (K128, None, 32768, 0.75, 0.9, "own", False),
    "glm-z1-flash": (K128, None, 32768, 0.75, 0.9, "own", False),
    "glm-zero-preview": (16_000, None, None, None, None, "own", False),
    "glm-4.6": (K200, 65536, 131072, 1.0, 0.95, "auto", True),
    "glm-4.7": (K200, 65536, 131072, 1.0, 0.95, "forced", True),
    "glm-4.7-flash": (K200, None, None, 1.0, 0.95, None, True),
    "glm-5": (K200, 65536, 131072, 1.0, 0.95, "forced", True),
    "glm-5-turbo": (K200, 65536, 131072, 1.0, 0.95, "forced", True),
    "glm-5.1": (K200, 65536, 131072, 1.0, 0.95, "forced", True),
    "glm-5.2": (M1, 65536, 131072, 1.0, 0.95, "auto", True),
    "glm-5.3": (M1, 65536, 131072, 1.0, 0.95, "mandatory", True),
    "glm-4.5v": (64_000, 16384, 16384, 0.8, 0.6, "forced", False),
    "glm-4.6v": (K128, 16384, 32768, 0.8, 0.6, "auto", False),
    "glm-4-voice": (None, 1024, 4_000, 0.8, 0.6, None, False),
    "charglm-4": (8_000, 1024, 4_000, 0.95, 0.7, "none", False),
}


@pytest.mark.parametrize("id", NUMBERS)
def test_the_numbers_of_a_model_are_those_of_the_fact_sheet(id: str) -> None:
    model = knowledge.models()[id]

    assert (
        model.context,
        model.default_max_output,
        model.max_output,
        model.temperature,
        model.top_p,
        model.thinking,
        model.tool_stream,
    ) == NUMBERS[id]


# The class column of the fact sheet; an id that is listed under `never` has no move.
CLASSES = {
    "A": """glm-4.5 glm-4.5-x glm-4-plus glm-4 glm-4-0520 glm-z1-air glm-z1-airx glm-z1-flashx
        glm-3-turbo""",
    "B": """glm-4.5-air glm-4.5-airx glm-4-32b-0414-128k glm-4-air glm-4-air-0111 glm-4-air-250414
        glm-4-airx glm-4-long glm-4-flashx glm-4-flashx-250414""",
    "C": "glm-4.5-flash glm-4-flash glm-4-flash-250414 glm-z1-flash",
    "report": """glm-4-9b glm-zero-preview chatglm_turbo chatglm_pro chatglm_std chatglm_lite
        chatglm_lite_32k chatglm2-6b-32k chatglm3-6b""",
    "never": """charglm-3 charglm-4 characterglm emohaa codegeex-4 glm-4-alltools glm-4-assistant
        glm-4v glm-4v-plus glm-4v-plus-0111 glm-4v-flash glm-4.1v-thinking-flash
        glm-4.1v-thinking-flashx glm-4.5v glm-4.6v glm-4.6v-flash glm-4.6v-flashx glm-5v-turbo
        glm-5.3-flash glm-5.3-flashx autoglm-phone autoglm-phone-multilingual glm-4.6 glm-4.7
        glm-4.7-flash glm-4.7-flashx glm-5 glm-5-turbo glm-5.1 glm-5.2 glm-5.3 glm-5-code
        glm-4-voice glm-realtime glm-asr-2512 glm-tts glm-tts-clone embedding-2 embedding-3
        embedding-3-pro rerank glm-rerank glm-rerank-pro cogview-3 cogview-3-flash cogview-3-plus
        cogview-4 cogview-4-250304 glm-image cogvideox-2 cogvideox-3 cogvideox-flash glm-ocr
        web-search-pro""",
}
CLASS_OF = {id: group for group, ids in CLASSES.items() for id in ids.split()}


def test_every_id_of_the_fact_sheet_is_in_the_registry_and_no_other() -> None:
    assert set(knowledge.models()) == set(CLASS_OF)


@pytest.mark.parametrize(("id", "group"), CLASS_OF.items())
def test_the_move_of_an_id_is_its_class(id: str, group: str) -> None:
    move = TARGET.moves.get(id)

    assert (move.group if move else "never") == group


def test_only_text_models_move_and_only_known_ones() -> None:
    assert {knowledge.models()[id].kind for id in TARGET.moves} == {"text"}


@pytest.mark.parametrize("id", [id for id, group in CLASS_OF.items() if group in "BC"])
def test_a_move_that_the_user_must_accept_says_what_changes(id: str) -> None:
    assert TARGET.moves[id].change


@pytest.mark.parametrize(
    ("id", "change"),
    [
        ("glm-4.5-air", "3x the input price, 2x the output price"),
        ("glm-4-32b-0414-128k", "6x the input price, 22x the output price"),
        ("glm-4-long", "context shrinks from 1M to 200K tokens"),
        ("glm-4.5-flash", "free today, billed on glm-4.6"),
        ("glm-4.5", ""),
    ],
)
def test_what_a_move_changes(id: str, change: str) -> None:
    assert TARGET.moves[id].change == change


@pytest.mark.parametrize("id", [id for id, group in CLASS_OF.items() if group == "C"])
def test_models_of_class_c_are_free(id: str) -> None:
    price = knowledge.models()[id].price

    assert price is not None
    assert price.free


@pytest.mark.parametrize("id", [id for id, move in TARGET.moves.items() if "x the" in move.change])
def test_a_price_factor_follows_from_the_prices(id: str) -> None:
    old, new = knowledge.models()[id].price, knowledge.models()["glm-4.6"].price
    assert old is not None
    assert new is not None
    assert old.input
    assert old.output
    assert new.input
    assert new.output

    factors = (round(new.input / old.input), round(new.output / old.output))
    assert TARGET.moves[id].change == "{}x the input price, {}x the output price".format(*factors)


# ---- targets


def test_the_target_agrees_with_its_own_record_in_the_registry() -> None:
    model = knowledge.models()[TARGET.id]
    for name in set(MODEL_FACTS) & set(TARGET.__dataclass_fields__):
        assert getattr(TARGET, name) == getattr(model, name), name


# ---- loading and packaging

WATCH = """
import sys
read = []
sys.addaudithook(lambda event, args: event == "open" and read.append(str(args[0])))
{code}
print([path for path in read if path.endswith(".toml")])
"""


def run(code: str) -> str:
    watched = WATCH.format(code=code)
    done = subprocess.run(
        [sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from glm_migrate import knowledge", id="the package"),
        pytest.param("from glm_migrate.knowledge import Spelling, spelling", id="names of it"),
        pytest.param("from glm_migrate import knowledge; knowledge.targets()", id="target names"),
    ],
)
def test_importing_reads_no_data(code: str) -> None:
    assert run(code) == "[]"


def test_each_file_is_read_when_it_is_asked_for_and_once() -> None:
    read = run(
        "from glm_migrate import knowledge\n"
        "for _ in range(2): knowledge.checklist(); knowledge.endpoint('https://api.z.ai')"
    )

    assert read.count("checklist.toml") == read.count("gateways.toml") == 1
    assert read.count(".toml") == 2


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'modles'"):
        knowledge.modles  # noqa: B018


def test_every_public_name_can_be_had() -> None:
    assert [name for name in knowledge.__all__ if not hasattr(knowledge, name)] == []


def test_the_wheel_holds_every_data_file() -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel")
    files = wheel.WheelBuilder(str(ROOT)).recurse_selected_project_files()
    packed = {file.distribution_path for file in files}

    assert {path.relative_to(ROOT).as_posix() for path in FILES} <= packed
