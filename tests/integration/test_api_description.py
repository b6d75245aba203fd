"""The description in OpenAPI 3.1 is complete: one typed operation for each act, every refusal, every reference."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from api.interface import CHANGES, build
from flows.acts import ACTS

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def description(client: Client) -> Any:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(description: Any) -> Iterator[tuple[str, str, Any]]:
    for address, methods in description["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield address, method, operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from references(one)
    elif isinstance(part, list):
        for one in part:
            yield from references(one)


def test_it_is_openapi_3_1(description: Any) -> None:
    assert description["openapi"] == "3.1.0"
    assert description["info"]["title"]
    assert description["info"]["version"]
    assert {scheme["type"] for scheme in description["components"]["securitySchemes"].values()} == {"http", "apiKey"}


def test_every_act_has_an_operation_with_its_own_input(description: Any) -> None:
    for spec in ACTS.values():
        operation = description["paths"][f"/api/v1/cases/{{number}}/actions/{spec.name}"]["post"]
        assert operation["operationId"] == spec.name
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        schema = description["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        assert set(schema["properties"]) == set(spec.input.model_fields)
        assert schema["additionalProperties"] is False


def test_operations_are_told_apart(description: Any) -> None:
    names = [operation["operationId"] for _address, _method, operation in operations(description)]
    assert len(names) == len(set(names))


def test_every_operation_says_how_it_refuses_and_who_may_call(description: Any) -> None:
    for _address, method, operation in operations(description):
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        assert operation["security"]
        assert operation["summary"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert ({"Idempotency-Key", "X-On-Behalf-Of"} <= names) == (method in CHANGES)


def test_every_reference_leads_somewhere(description: Any) -> None:
    found = set(references(description))
    assert found
    for reference in found:
        place = description
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        assert place


def test_placeholders_are_parameters(description: Any) -> None:
    for address, _method, operation in operations(description):
        asked = {part[1:-1] for part in address.split("/") if part.startswith("{")}
        given = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert asked == given


def test_the_clock_is_described_in_a_rehearsal_only(description: Any) -> None:
    route = "/api/v1/rehearsal/clock"
    assert settings.REHEARSAL is False
    assert route not in description["paths"]
    assert route in build(rehearsing=True).get_openapi_schema(path_prefix="/api/v1/")["paths"]


def test_a_codes_schema_lists_its_codes(description: Any) -> None:
    assert description["components"]["schemas"]["Tier"]["enum"][0] == "NEGOTIATION"
