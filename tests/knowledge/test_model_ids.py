"""Ids as the carriers write them: what a string names, and what it becomes for a target."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.model_ids import Replacement, Spelling
from glm_migrate.knowledge.sources import DATA, read

TARGET = knowledge.target("glm-4.6")
MADE_UP = knowledge.load_target_file(Path(__file__).parent / "targets/made-up.toml")

# ---- spellings


def known(text: str) -> Spelling:
    found = knowledge.spelling(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "model", "carrier", "variant", "route"),
    [
        ("glm-4.5", "glm-4.5", "native", "", ""),
        ("GLM-4-Flash-250414", "glm-4-flash-250414", "native", "", ""),
        ("chatglm_turbo", "chatglm_turbo", "native", "", ""),
        ("glm-4.5v", "glm-4.5v", "native", "", ""),
        ("glm-4.7", "glm-4.7", "native", "", ""),
        ("z-ai/glm-4.5", "glm-4.5", "openrouter", "", ""),
        ("z-ai/glm-4.5-air:free", "glm-4.5-air", "openrouter", ":free", ""),
        ("z-ai/glm-4-32b", "glm-4-32b-0414-128k", "openrouter", "", ""),
        ("zai-org/GLM-4.5", "glm-4.5", "huggingface", "", ""),
        ("zai-org/GLM-4.5-Air-FP8", "glm-4.5-air", "huggingface", "-FP8", ""),
        ("THUDM/glm-4-9b-chat", "glm-4-9b", "huggingface", "", ""),
        ("zai-org/glm-4.5", "glm-4.5", "novita", "", ""),
        ("Pro/zai-org/GLM-4.5", "glm-4.5", "siliconflow", "", "Pro/"),
        ("accounts/fireworks/models/glm-4p5", "glm-4.5", "fireworks", "", ""),
        ("zai/glm-4-plus", "glm-4-plus", "native", "", "zai/"),
        ("openai/glm-4.5", "glm-4.5", "native", "", "openai/"),
        ("zai:glm-4.5-air", "glm-4.5-air", "native", "", "zai:"),
        ("openrouter/z-ai/glm-4.5", "glm-4.5", "openrouter", "", "openrouter/"),
        ("deepinfra/zai-org/GLM-4.5", "glm-4.5", "deepinfra", "", "deepinfra/"),
        ("together_ai/zai-org/GLM-4.5-Air-FP8", "glm-4.5-air", "together", "", "together_ai/"),
        ("ZhipuAI/GLM-4.5", "glm-4.5", "modelscope", "", ""),
        ("zhipu/glm-4.5", "glm-4.5", "aimlapi", "", ""),
        ("glm-4.6:cloud", "glm-4.6", "ollama-cloud", "", ""),
        ("zai-org-glm-4.6", "glm-4.6", "venice", "", ""),
        ("zai.glm-5", "glm-5", "bedrock", "", ""),
    ],
)  # fmt: skip
def test_a_known_string_names_a_model(
    text: str, model: str, carrier: str, variant: str, route: str
) -> None:
    assert knowledge.spelling(text) == Spelling(text, model, carrier, variant, route)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("glm-4-flash:acct:xx", id="fine-tuned"),
        pytest.param("chatglm3-6b-123", id="private deployment"),
        pytest.param("ft:glm-4:org", id="fine-tuned with a prefix"),
        pytest.param("glm-4.5-", id="longer by a character"),
        pytest.param("glm-4.", id="shorter by a character"),
        pytest.param(" glm-4.5", id="with a space"),
        pytest.param("glm-4.5\n", id="with a line end"),
        pytest.param("glm", id="only the family"),
        pytest.param("glm-4.6-air", id="a model that does not exist"),
        pytest.param("one-api-glm-4-flash", id="somebody's own prefix"),
        pytest.param("gpt-4o", id="another vendor's"),
        pytest.param("Use glm-4.5 here", id="prose"),
        pytest.param("", id="empty"),
    ],
)
def test_an_unknown_string_names_nothing(text: str) -> None:
    assert knowledge.spelling(text) is None


def test_every_id_is_found_in_any_case() -> None:
    for text in knowledge.all_spellings():
        assert text == text.lower()
        assert {known(form).model for form in (text, text.upper(), text.title())} == {
            known(text).model
        }


def test_no_string_names_two_models() -> None:
    seen: dict[str, set[str]] = {}
    for carrier in knowledge.carriers().values():
        for text, model in carrier.ids.items():
            seen.setdefault(text.lower(), set()).add(model)
    routes = read(DATA / "spellings.toml")["routes"]
    for route, record in routes.items():
        for text, model in knowledge.carriers()[record["carrier"]].ids.items():
            seen.setdefault((route + text).lower(), set()).add(model)

    assert {text: models for text, models in seen.items() if len(models) > 1} == {}


def test_every_string_names_a_model_of_the_registry() -> None:
    assert {known(text).model for text in knowledge.all_spellings()} <= set(knowledge.models())


def test_every_id_of_the_registry_is_written_as_it_is() -> None:
    assert set(knowledge.models()) <= knowledge.all_spellings()


def test_models_that_a_carrier_lacks_are_models_of_the_registry() -> None:
    for name, carrier in knowledge.carriers().items():
        gone = {*carrier.removed, *carrier.never, *carrier.unconfirmed}
        assert gone <= set(knowledge.models()), name
        assert all(date.fromisoformat(day) for day in carrier.removed.values()), name
        assert set(carrier.keep) <= set(carrier.ids), name


def movable() -> set[str]:
    """The known ids whose model has a move to the target."""
    return {text for text in knowledge.all_spellings() if known(text).model in TARGET.moves}


def test_every_move_is_of_a_model_whose_ids_are_known() -> None:
    assert {"glm-4.5", "z-ai/glm-4.5-air:free", "zai:glm-4-plus"} <= movable()
    assert movable().isdisjoint({"glm-4.5v", "glm-4.6", "zai/glm-4.7", "embedding-3"})
    assert {known(text).model for text in movable()} == set(TARGET.moves)


# ---- replacements


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("glm-4.5", "glm-4.6"),
        ("GLM-4-Plus", "glm-4.6"),
        ("z-ai/glm-4.5", "z-ai/glm-4.6"),
        ("z-ai/glm-4.5-air:free", "z-ai/glm-4.6"),
        ("z-ai/glm-4.5:exacto", "z-ai/glm-4.6:exacto"),
        ("zai-org/GLM-4.5", "zai-org/GLM-4.6"),
        ("zai-org/GLM-4.5-FP8", "zai-org/GLM-4.6-FP8"),
        ("zai-org/glm-4.5", "zai-org/glm-4.6"),
        ("deepinfra/zai-org/GLM-4.5", "deepinfra/zai-org/GLM-4.6"),
        ("thudm/glm-4-32b-0414", "zai-org/glm-4.6"),
        ("novita/zai-org/glm-4.5", "novita/zai-org/glm-4.6"),
        ("Pro/zai-org/GLM-4.5", "Pro/zai-org/GLM-4.6"),
        ("zai/glm-4.5", "zai/glm-4.6"),
        ("openai/glm-4.5", "openai/glm-4.6"),
        ("zai:glm-4.5", "zai:glm-4.6"),
        ("openrouter/z-ai/glm-4.5", "openrouter/z-ai/glm-4.6"),
        ("vercel_ai_gateway/zai/glm-4.5", "vercel_ai_gateway/zai/glm-4.6"),
        ("ZhipuAI/GLM-4.5", "ZhipuAI/GLM-4.6"),
    ],
)
def test_an_old_id_becomes_the_target_as_its_carrier_writes_it(text: str, becomes: str) -> None:
    found = knowledge.replacement(known(text), TARGET)

    assert (found.text, found.why_not, found.confirmed) == (becomes, "", True)
    assert known(becomes).model == TARGET.id


def test_a_carrier_that_is_not_known_to_serve_the_target_is_not_confirmed() -> None:
    found = knowledge.replacement(known("zhipu/glm-4.5"), TARGET)

    assert (found.text, found.confirmed) == ("zhipu/glm-4.6", False)


@pytest.mark.parametrize(
    ("text", "gateway", "why_not"),
    [
        ("accounts/fireworks/models/glm-4p5", "", "Fireworks removed glm-4.6 on 2026-02-18"),
        ("together_ai/zai-org/GLM-4.5-Air-FP8", "", "Together removed glm-4.6 on 2026-04-04"),
        ("zai-org/GLM-4.5", "chutes", "Chutes removed glm-4.6 on 2026-04-26"),
        ("zai-org/GLM-4.5", "baseten", "Baseten removed glm-4.6 on 2026-06-08"),
        ("zai-org/GLM-4.5", "synthetic", "Synthetic removed glm-4.6 on 2026-06-23"),
        ("zai-org/GLM-4.5", "cerebras", "Cerebras removed glm-4.6 on 2026-01-20"),
        (
            "zai-org/GLM-4.5",
            "siliconflow-intl",
            "SiliconFlow (international) removed glm-4.6 on 2026-06-13",
        ),
        ("glm-4.5", "coding-plan", "The coding-plan endpoint removed glm-4.6 on 2026-04-25"),
        ("glm-4.5", "bedrock", "Bedrock does not serve glm-4.6 (as of 2026-07-02)"),
        ("glm-4.5", "vertex", "Vertex AI does not serve glm-4.6 (as of 2026-07-02)"),
        ("glm-4.5", "azure", "Azure Foundry does not serve glm-4.6 (as of 2026-07-02)"),
        (
            "zai-org/GLM-4-32B-0414",
            "",
            "weights of 32B become 355B, which other hardware must serve",
        ),
        ("THUDM/glm-4-9b-chat", "", "an open-weights model, not found as a hosted id"),
        ("chatglm_turbo", "", "belongs to the v3 API, whose calls have another shape"),
        ("glm-4.5v", "", "glm-4.5v has no move to glm-4.6"),
        ("glm-4.7", "", "glm-4.7 has no move to glm-4.6"),
        ("glm-4.6", "", "glm-4.6 has no move to glm-4.6"),
    ],
)
def test_an_id_without_a_replacement_says_why(text: str, gateway: str, why_not: str) -> None:
    found = knowledge.replacement(known(text), TARGET, gateway)

    assert (found.text, found.why_not) == ("", why_not)


@pytest.mark.parametrize(
    ("text", "gateway", "becomes"),
    [
        pytest.param("zai/glm-4.5", "vercel", "zai/glm-4.6", id="the gateway shares the string"),
        pytest.param("zai-org/GLM-4.5", "deepinfra", "zai-org/GLM-4.6", id="so does this one"),
        pytest.param("glm-4.5", "zai", "glm-4.6", id="the vendor itself"),
        pytest.param("z-ai/glm-4.5", "unheard-of", "z-ai/glm-4.6", id="an unknown gateway"),
        pytest.param(
            "z-ai/glm-4.5",
            "deepinfra",
            "z-ai/glm-4.6",
            id="another carrier's string stays",
        ),
    ],
)
def test_the_gateway_of_a_call_decides_between_readings(
    text: str, gateway: str, becomes: str
) -> None:
    assert knowledge.replacement(known(text), TARGET, gateway).text == becomes


@pytest.mark.parametrize("name", knowledge.carriers())
def test_a_carrier_that_serves_the_target_writes_a_known_id(name: str) -> None:
    carrier = knowledge.carriers()[name]
    text = carrier.written(TARGET.id)

    assert bool(text) or carrier.lacks(TARGET.id) or name == "nvidia"
    assert not text or known(text).model == TARGET.id


def test_every_replacement_is_known_or_explained() -> None:
    for text in movable():
        found: Replacement = knowledge.replacement(known(text), TARGET)
        assert bool(found.text) != bool(found.why_not), text
        assert not found.text or known(found.text).model == TARGET.id, text
        assert found.sources, text


@pytest.mark.parametrize(
    ("id", "text", "why_not"),
    [
        ("glm-4.6", "glm-4.7", ""),
        ("z-ai/glm-4.6", "z-ai/glm-4.7", ""),
        ("zai-org/GLM-4.6", "zai-org/GLM-4.7", ""),
        ("accounts/fireworks/models/glm-4p6", "accounts/fireworks/models/glm-4p7", ""),
        ("zai-glm-4.6", "", "Cerebras removed glm-4.7 on 2026-08-17"),
        ("ZhipuAI/GLM-4.6", "", "ModelScope is not known to serve glm-4.7"),
        ("glm-4.5", "glm-4.7", ""),
        ("glm-4-plus", "", "another API"),
        ("glm-4-air", "", "glm-4-air has no move to glm-4.7"),
    ],
)
def test_ids_become_another_target_as_its_carriers_write_it(
    id: str, text: str, why_not: str
) -> None:
    found = knowledge.replacement(known(id), MADE_UP)

    assert (found.text, found.why_not) == (text, why_not)
