"""Settings that Django and Flask hand out, in other files than those that set them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.end_to_end.kinds.conftest import Workspace

ASK = "    return ZaiClient().chat.completions.create(model={}, messages=[], temperature=0.2)\n"
DJANGO = (
    "from django.conf import settings\nfrom zai import ZaiClient\n\n\ndef ask(request):\n" + ASK
)
FLASK = "from flask import current_app\nfrom zai import ZaiClient\n\n\ndef ask():\n" + ASK
APP = "from flask import Flask\nimport views\n\napp = Flask(__name__)\n"
READ = DJANGO.format("settings.GLM_MODEL")
ITEM = FLASK.format('current_app.config["GLM_MODEL"]')
SET = 'GLM_MODEL = "glm-4.5"\n'
LINKED: dict[str, Mapping[str, str]] = {
    "a settings module": {"site/settings.py": SET, "chat/views.py": READ},
    "one of several": {"site/settings/base.py": SET, "chat/views.py": READ},
    "a default of the environment": {
        "site/settings.py": 'import os\n\nGLM_MODEL = os.getenv("GLM_MODEL", "glm-4.5")\n',
        "chat/views.py": READ,
    },
    "a dict": {
        "site/settings.py": 'GLM = {"MODEL": "glm-4.5"}\n',
        "chat/views.py": DJANGO.format('settings.GLM["MODEL"]'),
    },
    "with a default": {
        "site/settings.py": SET,
        "chat/views.py": DJANGO.format('getattr(settings, "GLM_MODEL", "glm-4.6")'),
    },
    "an item": {"app.py": APP + 'app.config["GLM_MODEL"] = "glm-4.5"\n', "views.py": ITEM},
    "keywords": {
        "app.py": APP + 'app.config.from_mapping(GLM_MODEL="glm-4.5")\n',
        "views.py": ITEM,
    },
    "got": {
        "app.py": APP + 'app.config.update(GLM_MODEL="glm-4.5")\n',
        "views.py": FLASK.format('current_app.config.get("GLM_MODEL")'),
    },
    "a class": {
        "app.py": APP + 'app.config.from_object("config.Config")\n',
        "config.py": 'class Config:\n    GLM_MODEL = "glm-4.5"\n',
        "views.py": ITEM,
    },
    "a module": {
        "app.py": APP + 'app.config.from_pyfile("config.py")\n',
        "config.py": SET,
        "views.py": ITEM,
    },
    "the application itself": {
        "app.py": "from flask import Flask\nfrom zai import ZaiClient\n\napp = Flask(__name__)\n"
        'app.config["GLM_MODEL"] = "glm-4.5"\n\n\ndef ask():\n'
        + ASK.format('app.config["GLM_MODEL"]')
    },
}


@pytest.mark.parametrize("files", LINKED.values(), ids=LINKED)
def test_the_setting_moves_with_its_call_in_sight(
    files: Mapping[str, str], workspace: Workspace
) -> None:
    workspace.write(files)

    assert [one.split()[1:] for one in workspace.of("GLM101", "GLM903")] == [["GLM101", "safe"]]
    after = workspace.fixed()
    assert not any("glm-4.5" in text for text in after.values())


OTHERS: dict[str, Mapping[str, str]] = {
    "another object": {
        "site/settings.py": SET,
        "chat/views.py": READ.replace("django.conf", "elsewhere"),
    },
    "another module": {"site/models.py": SET, "chat/views.py": READ},
    "another mapping": {
        "app.py": APP + 'app.extensions["GLM_MODEL"] = "glm-4.5"\n',
        "views.py": ITEM,
    },
}


@pytest.mark.parametrize("files", OTHERS.values(), ids=OTHERS)
def test_what_is_not_handed_out_is_not_linked(
    files: Mapping[str, str], workspace: Workspace
) -> None:
    workspace.write(files)

    assert [one.split()[2] for one in workspace.of("GLM101")] == ["unsafe"]
    assert workspace.of("GLM903")
