"""Lowers integrations with tables of DynamoDB: the templates follow the schemas of the document.

A text, a number and a truth value have types of their own in a table; anything
else, and what may be null, is kept as JSON in a text, and comes out as what went
in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.blueprint import DynamoDbIntegration
from apicompiler.lower.body.integrations.call import Call
from apicompiler.lower.body.integrations.preset import ACTIONS, Preset, action_uri, escaped
from apicompiler.openapi import Schema, resolved
from apicompiler.plan import Late, Value, joined

TYPES = {"string": "S", "integer": "N", "number": "N", "boolean": "BOOL"}
JSON = ""  # no type of a table: kept as text


def item_preset(call: Call, integration: DynamoDbIntegration) -> Preset:
    """Read, write or delete one item.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
    """
    action = integration.action or ACTIONS.get(call.method.operation.method, "get")
    verb = {"get": "GetItem", "put": "PutItem", "delete": "DeleteItem"}[action]
    headers = call.headers_read(*integration.key_.values())
    head: tuple[Value, ...] = (headers, '{"TableName": "', _table(integration), '", ')
    if action == "put":
        template = joined("#set($body = $input.path('$'))", *head, '"Item": {', _written_item(call, integration), "}}")
    else:
        keys = ", ".join(
            f'"{name}": {{"{_key_type(call, value.name)}": "{escaped(call.in_template(value))}"}}'
            for name, value in integration.key_.items()
        )
        template = joined(*head, f'"Key": {{{keys}}}}}')
    return Preset(
        uri=action_uri(call, "dynamodb", verb, integration.dynamodb),
        headers={"Content-Type": "'application/x-amz-json-1.0'"},
        template=template,
        answer=_read_item(call) if action == "get" else "{}",
        allow={f"dynamodb:{verb}": (integration.dynamodb.value,)},
    )


def _table(integration: DynamoDbIntegration) -> Value:
    whole = integration.dynamodb.value
    if isinstance(whole, str):
        return whole.rpartition("/")[2]
    return Late({"Fn::Select": [1, Late({"Fn::Split": ["/", whole]})]})


def _written_item(call: Call, integration: DynamoDbIntegration) -> str:
    """Write the key of an item, then every property of the request that is there."""
    body = call.method.operation.body
    properties = _properties(call, next(iter(body.content.values()), None) if body else None)
    keys = (
        f'"{name}": {{"{_key_type(call, value.name)}": "{escaped(call.in_template(value))}"}}'
        for name, value in integration.key_.items()
    )
    others = (
        f"#if($body.containsKey('{name}')), \"{name}\": {_attribute(name, kind)}#end"
        for name, kind in properties.items()
        if name not in integration.key_
    )
    return ", ".join(keys) + "".join(others)


def _attribute(name: str, kind: str) -> str:
    if kind == "BOOL":
        return f"{{\"BOOL\": $input.json('$.{name}')}}"
    if kind == "N":
        return f'{{"N": "$input.path(\'$.{name}\')"}}'
    source = f"$input.json('$.{name}')" if kind == JSON else f"$input.path('$.{name}')"
    return f'{{"S": "{escaped(source)}"}}'


def _read_item(call: Call) -> str:
    """Write the item as the document describes it, without what it does not have; 404 where there is none."""
    success = next((r for r in call.method.operation.responses if r.status == call.success), None)
    properties = _properties(call, next(iter(success.content.values()), None) if success else None)
    read = "".join(
        f'#if($item.containsKey(\'{name}\'))$comma"{name}": {_value(name, kind)}#set($comma = ", ")#end'
        for name, kind in properties.items()
    )
    return (
        "#set($item = $input.path('$.Item'))#set($comma = \"\")"
        '#if("$!item" == "")#set($context.responseOverride.status = 404)'
        f'{{"message": "Not found"}}#else{{{read}}}#end'
    )


def _value(name: str, kind: str) -> str:
    source = f"$item.get('{name}').{kind or 'S'}"
    return f'"{escaped(source)}"' if kind == "S" else source


def _properties(call: Call, schema: Schema | None) -> Mapping[str, str]:
    """Return the properties that a schema names, with the type that each has in a table."""
    if schema is None:
        return {}
    return dict(_typed(call, schema))


def _typed(call: Call, schema: Schema) -> Iterator[tuple[str, str]]:
    api = call.method.api
    whole = resolved(api, schema)
    if isinstance(whole.value, bool):
        return
    for branch in whole.value.get("allOf", ()):
        yield from _typed(call, whole.replace(value=branch))
    for name, inner in whole.value.get("properties", {}).items():
        found: Any = resolved(api, whole.replace(value=inner)).value
        kind = found.get("type") if isinstance(found, Mapping) and not found.get("nullable") else None
        yield name, TYPES.get(kind, JSON) if isinstance(kind, str) else JSON


def _key_type(call: Call, name: str) -> str:
    """Return the type of a key's attribute: that of the parameter it is taken from."""
    kinds = (parameter.type for parameter in call.method.operation.parameters if parameter.name == name)
    return TYPES.get(next(kinds, "string"), "S")
