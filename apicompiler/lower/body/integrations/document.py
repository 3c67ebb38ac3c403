"""Lowers integrations that stand in the document: as they stand there, under the names that are published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from apicompiler.extensions import Answer, Integration
from apicompiler.grammar import keys
from apicompiler.lower.body.integrations.call import Call

Lowered = dict[str, Any]
REWRITTEN = ("responses", "requestParameters", "cacheKeyParameters")


def lower_document(call: Call, integration: Integration) -> Lowered:
    """Write what the document says of one method; what goes through untouched has no answers of its own."""
    lowered = written(integration, leaving_out=REWRITTEN)
    if integration.http_method:
        lowered["httpMethod"] = integration.http_method.upper()
    if integration.request_parameters:
        lowered["requestParameters"] = {
            target: _published(call, str(source)) for target, source in integration.request_parameters.items()
        }
    if integration.cache_key_parameters is not None:
        lowered["cacheKeyParameters"] = [_published(call, key) for key in integration.cache_key_parameters]
    if integration.responses and not integration.is_proxy:
        lowered["responses"] = {pattern: _answer(call, answer) for pattern, answer in integration.responses.items()}
    return lowered


def _answer(call: Call, answer: Answer) -> Lowered:
    headers = {name: str(value) for name, value in answer.response_parameters.items()}
    lowered = call.answered(str(answer.status_code), answer.response_templates, headers)
    if answer.content_handling:
        lowered["contentHandling"] = answer.content_handling
    return lowered


def written(part: Any, leaving_out: tuple[str, ...] = ()) -> Lowered:
    """Return the keys of a part that say something, in the words of API Gateway."""
    kind: Any = type(part)
    said = {key.word: getattr(part, key.field) for key in keys(kind).values() if key.word not in leaving_out}
    return {word: _plain(value) for word, value in said.items() if value not in (None, {}, ())}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int) else written(value)


def _published(call: Call, source: str) -> str:
    """Call a variable of the path by the one name that API Gateway has for it."""
    match = re.fullmatch(r"method\.request\.path\.(.+)", source)
    return f"method.request.path.{call.names.get(match[1], match[1])}" if match else source
