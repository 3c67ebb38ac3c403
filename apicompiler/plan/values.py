"""Values of a plan: text, or what CloudFormation makes of it when it deploys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


class Late(dict[str, Any]):
    """A value that CloudFormation fills in when it deploys: one of its functions."""


Value = str | Late


def ref(id: str) -> Late:
    return Late({"Ref": id})


def attribute(id: str, name: str) -> Late:
    return Late({"Fn::GetAtt": [id, name]})


def secret_string(id: str) -> Value:
    """Return what CloudFormation replaces with the value of a secret of the same stack.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_reference-secret.html
    """
    return joined("{{resolve:secretsmanager:", ref(id), ":SecretString:::}}")


def joined(*parts: Value) -> Value:
    """Return *parts* one behind the other: a text, if all of them are."""
    pieces: list[Value] = []
    for part in parts:
        inner = part["Fn::Join"][1] if isinstance(part, Late) and "Fn::Join" in part else [part]
        for piece in inner:
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else Late({"Fn::Join": ["", pieces]})


def named(value: Value) -> str:
    """Return what is known of a value that CloudFormation fills in: where it looks for it."""
    if isinstance(value, str):
        return re.sub(r"\{\{resolve:([a-z]+):(.*?)\}\}", r"\1:\2", value)
    [(function, inner)] = value.items()
    if function == "Fn::Join":
        return "".join(map(named, inner[1]))
    if function == "Fn::ImportValue":
        return f"export:{inner}"
    return inner if isinstance(inner, str) else str(inner[0])


def size(body: Mapping[str, Any]) -> int:
    """Return the bytes of a document, as it is imported."""
    return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
