"""Lowers what is written in the words of CloudFormation: what is named gets its logical id, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apicompiler import plan
from apicompiler.addresses import addresses
from apicompiler.blueprint import Raw
from apicompiler.cloudformation.functions import replaced
from apicompiler.lower.ids import logical_id
from apicompiler.target import Target


def lower_raw(target: Target) -> plan.Raw | None:
    raw = target.blueprint.raw
    if raw is None:
        return None
    ids = logical_ids(target)
    types = {name: address.type for name, address in addresses(target).items()}
    return plan.Raw(
        ids=ids,
        resources=tuple(_resources(raw, ids)),
        patches=tuple(sorted(_patches(raw, ids, types), key=lambda patch: patch.id is not None)),
        outputs=tuple(_outputs(raw, ids)),
    )


def logical_ids(target: Target) -> dict[str, str]:
    """Return the logical id of everything that `raw` can speak of, by the name it has there."""
    return {name: logical_id(address.prefix, *address.names) for name, address in addresses(target).items()}


def _resources(raw: Raw, ids: Mapping[str, str]) -> Iterator[plan.RawResource]:
    for name, resource in raw.resources.items():
        yield plan.RawResource(
            id=name,
            type=resource.type,
            properties=replaced(dict(resource.properties), ids),
            attributes=replaced(dict(resource.policies), ids),
            after=tuple(ids.get(before, before) for before in resource.before),
        )


def _patches(raw: Raw, ids: Mapping[str, str], types: Mapping[str, str]) -> Iterator[plan.Patch]:
    for name, patch in raw.patch.items():
        yield plan.Patch(
            id=ids.get(name),
            type=types.get(name, name),
            properties=replaced(dict(patch.properties), ids),
            attributes=replaced(dict(patch.policies), ids),
            after=tuple(ids.get(before, before) for before in patch.before),
        )


def _outputs(raw: Raw, ids: Mapping[str, str]) -> Iterator[plan.RawOutput]:
    for name, output in raw.outputs.items():
        yield plan.RawOutput(
            id=name,
            description=output.description,
            value=replaced(output.value, ids),
            export=replaced(output.export.name, ids) if output.export else None,
        )
