"""What is written in the words of CloudFormation: resources, and what is laid over others."""

from __future__ import annotations

from typing import Any

from apicompiler import plan
from apicompiler.cloudformation.demands import is_function
from apicompiler.emit.resources.resource import Resource


def emit_raw(made: plan.RawResource) -> Resource:
    return Resource(made.id, made.type, made.properties, made.after, attributes=made.attributes, is_raw=True)


def patched(resource: Resource, raw: plan.Raw) -> Resource:
    """Return *resource* with everything laid over it that is for it."""
    for patch in raw.over(resource.id, resource.type):
        resource = resource.replace(
            properties=_laid_over(resource.properties, patch.properties),
            after=tuple(dict.fromkeys((*resource.after, *patch.after))),
            attributes={**resource.attributes, **patch.attributes},
            is_raw=True,
        )
    return resource


def _laid_over(base: Any, patch: Any) -> Any:
    """Merge maps, replace everything else, and remove what the patch has as null; a function is a value, and no map."""
    if not isinstance(patch, dict) or _is_function(patch):
        return patch
    below = base if isinstance(base, dict) and not _is_function(base) else {}
    merged = {key: _laid_over(below.get(key), value) for key, value in patch.items()}
    return {key: value for key, value in {**below, **merged}.items() if value is not None}


def _is_function(value: dict[str, Any]) -> bool:
    return len(value) == 1 and is_function(next(iter(value)))
