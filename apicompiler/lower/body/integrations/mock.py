"""Lowers mocks: what API Gateway answers by itself."""

from __future__ import annotations

import json
import re
from typing import Any

from apicompiler.blueprint import MockAnswer, MockIntegration
from apicompiler.lower.body.cors import METHOD_HEADER
from apicompiler.lower.body.integrations.call import JSON, Call
from apicompiler.openapi import example

Lowered = dict[str, Any]


def lower_mock(call: Call, integration: MockIntegration) -> Lowered:
    answer = integration.mock
    if isinstance(answer, MockAnswer):
        status, headers = (
            str(answer.status),
            {f"{METHOD_HEADER}{name}": value.of_response() for name, value in answer.headers.items()},
        )
        if answer.template:
            templates = call.templates(answer.template)
        else:
            templates = {JSON: "" if answer.body is None else _json(answer.body)}
    else:
        found = example(call.method.api, call.method.operation)
        assert found, "lowering runs only on checked blueprints"
        status, headers, templates = found[0], {}, {JSON: _json(found[1])}
    return {
        "type": "mock",
        "contentHandling": "CONVERT_TO_TEXT",  # as in the answer to a preflight
        "passthroughBehavior": "never",
        "requestTemplates": {JSON: json.dumps({"statusCode": int(status)})},
        "responses": {"default": call.answered(status, templates, headers)},
    }


def _json(value: Any) -> str:
    return literal(json.dumps(value, ensure_ascii=False))


def literal(text: str) -> str:
    """Write *text* so that the template engine leaves it as it is."""
    if "$" not in text and "#" not in text:
        return text
    escaped = re.sub(r"[$#]", lambda match: {"$": "${dollar}", "#": "${hash}"}[match[0]], text)
    return f"#set($dollar = '$')#set($hash = '#'){escaped}"
