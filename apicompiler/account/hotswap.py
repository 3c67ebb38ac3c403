"""Documents of REST APIs that are imported past CloudFormation, where nothing but them has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any

from apicompiler.account.connection import Connection
from apicompiler.account.stacks import absent, physical_ids
from apicompiler.account.steps import Steps
from apicompiler.account.trouble import Refused, Trouble
from apicompiler.account.values import Values
from apicompiler.noun import Noun
from apicompiler.plan import CLOUDFRONT, Plan, RestApi, Stage

Template = Mapping[str, Any]

MARK = "apicompiler hotswap"
"""How the descriptions of deployments begin that no stack knows."""
REST_API, DEPLOYMENT = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Deployment"
BODIES = ("Body", "BodyS3Location")
SHOWN = 3


class Beyond(Trouble):
    """More than documents has changed, or what cannot be swapped."""


class Served(Noun):
    """What a stage serves."""

    stage: Stage
    deployment: str
    """What API Gateway calls it."""
    of_stack: str
    """The one that the stack knows."""
    description: str

    @property
    def is_swapped(self) -> bool:
        return self.deployment != self.of_stack


class Swap(Noun):
    """An API whose stages should serve another document than they do."""

    api: RestApi
    id: str
    served: tuple[Served, ...]
    document: bytes
    is_way_back: bool
    """Whether it is the document that the stack has, too: then there is a deployment of it already."""

    @property
    def description(self) -> str:
        return _description(self.document)

    @property
    def follows_hotswap(self) -> bool:
        """Whether a stage is to go back that was swapped here, and by nobody else."""
        return self.is_way_back and any(one.description.startswith(MARK) for one in self.served)


def swaps(connection: Connection, plan: Plan, templates: Mapping[str, Template]) -> tuple[Swap, ...]:
    """Return the APIs of *plan* of which a stage serves another document; nothing is changed.

    *templates* are those that are compiled, by the names of the stacks.

    Raises:
        Beyond: something else has changed, too.
    """
    deployed: dict[str, Template] = {}
    for name in plan.stacks:
        region = plan.region if name == plan.name else CLOUDFRONT
        deployed[name] = _deployed(connection, name, region)
        changes = list(differences(deployed[name], templates[name]))
        if changes:
            more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
            said = ", ".join(changes[:SHOWN])
            raise Beyond(f"more than documents has changed since `{name}` was deployed: {said}{more}")
    return tuple(_swaps(connection, plan, deployed[plan.name], templates[plan.name]))


def _deployed(connection: Connection, stack: str, region: str) -> Template:
    try:
        said = connection.ask("cloudformation", "get_template", region, StackName=stack, TemplateStage="Original")
    except Refused as refused:
        raise absent(refused, stack, region) from None
    body: Template = said["TemplateBody"]
    if not isinstance(body, Mapping):
        raise Beyond(f"the template of `{stack}` is not what is compiled here")
    return body


def differences(deployed: Template, compiled: Template) -> Iterator[str]:
    """Yield what is not the same in two templates, bodies of REST APIs and their deployments aside."""
    old, new = _beside_documents(deployed), _beside_documents(compiled)
    before, after = old["Resources"], new["Resources"]
    for id in sorted({*before, *after}):
        if before.get(id) != after.get(id):
            kind = (after.get(id) or before[id])["Type"]
            yield f"`{id}` ({kind}) is {'new' if id not in before else 'gone' if id not in after else 'another'}"
    for section in sorted({*old, *new} - {"Resources"}):
        if old.get(section) != new.get(section):
            yield f"`{section}`"


def _beside_documents(template: Template) -> dict[str, Any]:
    resources = template.get("Resources", {})
    made = {
        id: {"deployment of": resource["Properties"]["RestApiId"]}
        for id, resource in resources.items()
        if resource["Type"] == DEPLOYMENT
    }

    def without(value: Any) -> Any:
        if isinstance(value, Mapping):
            if len(value) == 1 and value.get("Ref") in made:
                return made[value["Ref"]]
            return {key: without(inner) for key, inner in value.items()}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    return {
        **template,
        "Resources": {
            id: without(_without_body(resource) if resource["Type"] == REST_API else resource)
            for id, resource in resources.items()
            if id not in made
        },
    }


def _without_body(resource: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in resource["Properties"].items() if name not in BODIES}
    return {**resource, "Properties": properties}


def _swaps(connection: Connection, plan: Plan, deployed: Template, compiled: Template) -> Iterator[Swap]:
    """Yield the APIs of which a stage serves another document; everything that may be unknown is known then."""
    ids = physical_ids(connection, plan.name)
    values = Values(connection, plan, ids, deployed)
    for api in plan.apis:
        id = _made(ids, api.id)
        served = tuple(_served(connection, id, stage, ids, deployed) for stage in plan.stages if stage.api == api.id)
        same = _body(deployed, api) == _body(compiled, api)
        if same and not any(one.is_swapped for one in served):
            continue
        if api.endpoint == "PRIVATE" or api.security_policy or api.access_mode:
            # An import overwrites what its document does not say, and no document says these.
            # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigateway/rest_api.go
            raise Beyond(f"an import might take the endpoints or the TLS policy of `{api.name}` away")
        try:
            document = json.dumps(values.filled(api.body), ensure_ascii=False, separators=(",", ":")).encode()
        except Trouble as trouble:
            raise Beyond(f"the document of `{api.name}` cannot be told: {trouble}") from None
        if same or any(one.description != _description(document) for one in served):
            yield Swap(api, id, served, document, same)


def _served(connection: Connection, api: str, stage: Stage, ids: Mapping[str, str], deployed: Template) -> Served:
    found = connection.ask("apigateway", "get_stage", restApiId=api, stageName=stage.name)["deploymentId"]
    of_stack = _made(ids, deployed["Resources"][stage.id]["Properties"]["DeploymentId"]["Ref"])
    said = ""
    if found != of_stack:
        asked = connection.ask("apigateway", "get_deployment", restApiId=api, deploymentId=found)
        said = asked.get("description", "")
    return Served(stage, found, of_stack, said)


def _made(ids: Mapping[str, str], id: str) -> str:
    if id not in ids:
        raise Beyond(f"the stack has no `{id}` any more, or not yet")
    return ids[id]


def _body(template: Template, api: RestApi) -> tuple[Any, ...]:
    properties = template["Resources"][api.id]["Properties"]
    return tuple(properties.get(name) for name in BODIES)


def _description(document: bytes) -> str:
    return f"{MARK} {sha256(document).hexdigest()[:16]}"


def swapped(connection: Connection, swap: Swap) -> str:
    """Import a document, let all stages serve it, or none, and say so."""

    def ask(operation: str, **parameters: Any) -> dict[str, Any]:
        return connection.ask("apigateway", operation, restApiId=swap.id, **parameters)

    def serve(stage: Stage, deployment: str) -> None:
        # https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
        change = {"op": "replace", "path": "/deploymentId", "value": deployment}
        ask("update_stage", stageName=stage.name, patchOperations=[change])

    kind = {"endpointConfigurationTypes": swap.api.endpoint}
    ask("put_rest_api", mode="overwrite", parameters=kind, body=swap.document)
    with Steps(f"the document of `{swap.api.name}` is imported, and no stage serves it") as steps:
        made = "" if swap.is_way_back else ask("create_deployment", description=swap.description)["id"]
        if made:
            steps.done(lambda: ask("delete_deployment", deploymentId=made), f"the deployment `{made}` of `{swap.id}`")
        for one in swap.served:
            left = f"the stage `{one.stage.name}` serves the new document of `{swap.api.name}`"
            steps.take(
                partial(serve, one.stage, made or one.of_stack),
                partial(serve, one.stage, one.deployment),
                left,
            )
    for old in {one.deployment for one in swap.served if one.description.startswith(MARK)}:
        with suppress(Refused):  # somebody else's stage serves it
            ask("delete_deployment", deploymentId=old)
    stages = ", ".join(one.stage.name for one in swap.served)
    return f"{'what the stack has' if swap.is_way_back else 'the new document'} is served by {stages}"
