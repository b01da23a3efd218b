"""What is deployed, what its forms say, and what the server is told to do; no server is needed to know it."""

import datetime
import inspect
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.config import Config, make_config
from schemas.errors import BadCall, BadData
from tests.conftest import REPOSITORY


def test_a_download_is_tried_again_unless_the_call_was_wrong():
    from prefect.states import Failed

    from flows.canon_release import may_help_to_retry

    assert may_help_to_retry(None, None, Failed(data=BadData("the download broke off")))
    assert not may_help_to_retry(None, None, Failed(data=BadCall("there is no such source")))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"profile": "public", "only": ("canon", "onet"), "sources": (Path("further"),)},
        {
            "has_embeddings": True,
            "is_rebuilt": True,
            "release_date": datetime.date(2020, 2, 29),
            "out": REPOSITORY / "elsewhere",
        },
    ],
)
def test_the_flow_loses_nothing_of_a_configuration(changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    from flows import canon_release as module

    config = replace(make_config(REPOSITORY, profile="internal"), **changes)
    built: list[Config] = []
    monkeypatch.setattr(module, "build_release", lambda config, _: built.append(config))
    monkeypatch.setattr(module, "show_release", lambda _: None)
    module.canon_release.fn(**module.flow_parameters(config))
    assert built == [config]


def test_the_form_of_a_run_explains_every_parameter():
    from prefect.utilities.callables import parameter_schema

    from flows.canon_match import canon_match
    from flows.canon_release import canon_release

    for flow in (canon_release, canon_match):
        properties = parameter_schema(flow).properties
        assert set(properties) == set(inspect.signature(flow.fn).parameters)
        assert all(parameter["description"] for parameter in properties.values())
    assert parameter_schema(canon_release).properties["profile"]["enum"] == ["internal", "public"]


def test_deployments_name_flows_and_parameters_that_exist():
    from prefect.flows import load_flow_from_entrypoint

    for deployment in yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]:
        flow = load_flow_from_entrypoint(str(REPOSITORY / deployment["entrypoint"]))
        flow.validate_parameters(deployment["parameters"])
        assert "canon" in deployment["tags"]  # automations.yaml follows the runs of this tag


def test_automations_are_such_as_the_server_takes():
    from prefect.events.schemas.automations import AutomationCore

    text = (REPOSITORY / "automations.yaml").read_text(encoding="utf-8")
    text = text.replace("BLOCK_ID", "00000000-0000-0000-0000-000000000000")
    automations = [AutomationCore.model_validate(given) for given in yaml.safe_load(text)["automations"]]
    assert [automation.actions[0].type for automation in automations] == [
        "change-flow-run-state",
        "send-notification",
        "send-notification",
    ]
