"""Plans become stacks, and stacks an assembly that `cdk deploy` takes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnOutput, CfnResource, Environment, RemovalPolicy, Stack, Token
from constructs import Construct

from apicompiler import plan
from apicompiler.emit.resources import outputs, resources
from apicompiler.emit.resources.accounts import emit_account
from apicompiler.emit.resources.resource import Resource


def emit(scope: Construct, made: plan.Plan) -> Stack:
    """Write a plan into *scope* as a stack of its own.

    Each resource is one call of the CDK, which goes to another process and
    back; what the CDK knows about its type would only take time here.
    """
    where = Environment(account=made.account, region=made.region)
    stack = Stack(scope, made.name, env=where, suppress_template_indentation=True)
    _add(stack, tuple(resources(made, _carried_beside(stack, made))))
    for output in outputs(made):
        CfnOutput(stack, output.id, description=output.description, value=_text(output.value))
    return stack


def emit_account_stack(scope: Construct, account: plan.Account) -> Stack:
    """Write into *scope* the stack of an account and region."""
    where = Environment(account=account.account, region=account.region)
    stack = Stack(scope, account.id, stack_name=account.name, env=where, suppress_template_indentation=True)
    _add(stack, tuple(emit_account(account)))
    return stack


def _add(stack: Stack, made_of: tuple[Resource, ...]) -> None:
    by_id = {
        resource.id: CfnResource(stack, resource.id, type=resource.type, properties=dict(resource.properties))
        for resource in made_of
    }
    for resource in made_of:
        if resource.retained:
            by_id[resource.id].apply_removal_policy(RemovalPolicy.RETAIN)
        for before in resource.after:
            by_id[resource.id].add_resource_dependency(by_id[before])


def _text(value: plan.Value) -> str:
    return value if isinstance(value, str) else Token.as_string(dict(value))


def emit_typed(stack: Stack, made: plan.Plan) -> None:
    """Write a plan into *stack* as constructs of their own types, which Aspects and other tools know."""
    from aws_cdk.cloudformation_include import CfnInclude

    template = {
        "Resources": {
            resource.id: {
                "Type": resource.type,
                "Properties": resource.properties,
                **({"DependsOn": list(resource.after)} if resource.after else {}),
            }
            for resource in resources(made, _carried_beside(stack, made))
        },
        "Outputs": {output.id: {"Description": output.description, "Value": output.value} for output in outputs(made)},
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.json"
        file.write_text(json.dumps(template), encoding="utf-8")
        CfnInclude(stack, "Blueprint", template_file=str(file))


def _carried_beside(stack: Stack, made: plan.Plan) -> dict[str, Mapping[str, Any]]:
    """Put bodies that do not belong into the template into files that are uploaded beside it."""
    carried: dict[str, Mapping[str, Any]] = {}
    for api in made.apis:
        if api.carrier == "asset":
            from aws_cdk.aws_s3_assets import Asset

            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / f"{api.id}.json"
                file.write_text(json.dumps(api.body, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
                asset = Asset(stack, f"{api.id}Body", path=str(file))
            carried[api.id] = {"BodyS3Location": {"Bucket": asset.s3_bucket_name, "Key": asset.s3_object_key}}
    return carried


def new_app(outdir: Path | None, validate: bool = False) -> App:
    """Return an app that writes the same templates on every machine.

    CDK's own validation takes longer than everything else, and knows nothing
    of bodies: it runs when it is asked for.
    """
    same_everywhere: dict[str, Any] = {
        "aws:cdk:enable-path-metadata": False,
        "aws:cdk:enable-asset-metadata": False,
        "aws:cdk:disable-stack-trace": True,
    }
    return App(
        analytics_reporting=False,
        tree_metadata=False,
        builtin_cloud_formation_validation=validate,
        outdir=str(outdir) if outdir else None,
        post_cli_context=same_everywhere,
    )
