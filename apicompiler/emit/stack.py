"""Plans become stacks, and stacks an assembly that `cdk deploy` takes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnOutput, CfnResource, Environment, RemovalPolicy, Stack, Stage, Token
from constructs import Construct

from apicompiler import plan
from apicompiler.dependencies import prepared
from apicompiler.emit.conformance import Refused, conforming
from apicompiler.emit.resources import elsewhere, resources
from apicompiler.emit.resources.accounts import emit_account
from apicompiler.emit.resources.resource import Resource
from apicompiler.emit.uploads import Uploads


def emit(scope: Construct, made: plan.Plan, root: Path) -> Stack:
    """Write a plan into *scope* as a stack of its own, and one for what is made in another region, if anything is.

    *root* is the folder of the blueprint, where the code of functions is.
    """
    handed = emit_elsewhere(scope, made)
    where = Environment(account=made.account, region=made.region)
    stack = Stack(
        scope,
        made.name,
        env=where,
        suppress_template_indentation=True,
        termination_protection=True if made.protected else None,
        cross_region_references=True if handed else None,
    )
    _write(stack, resources(made, _carried_beside(stack, made, root), handed))
    for output in made.outputs:
        CfnOutput(stack, output.id, description=output.description, value=_text(output.value))
    for written in made.raw.outputs if made.raw else ():
        made_output = CfnOutput(
            stack,
            f"Raw-{written.id}",  # a resource may have the same name
            description=written.description or None,
            value=_text(written.value),
            export_name=_text(written.export) if written.export else None,
        )
        made_output.override_logical_id(written.id)
    return stack


def emit_account_stack(scope: Construct, account: plan.Account) -> Stack:
    """Write into *scope* the stack of an account and region."""
    where = Environment(account=account.account, region=account.region)
    stack = Stack(scope, account.id, stack_name=account.name, env=where, suppress_template_indentation=True)
    _write(stack, emit_account(account))
    return stack


def emit_elsewhere(scope: Construct, made: plan.Plan) -> dict[str, str]:
    """Write what CloudFront needs in its region into a stack there, and return what stands for it here.

    The CDK hands it over by a custom resource, the only one there is: CloudFormation has no reference
    from one region to another.
    """
    if not made.reaches_elsewhere:
        return {}
    where = Environment(account=made.account, region=plan.CLOUDFRONT)
    stack = Stack(
        scope,
        made.stacks[0],
        env=where,
        suppress_template_indentation=True,
        termination_protection=True if made.protected else None,
        cross_region_references=True,
    )
    written = _write(stack, elsewhere(made))
    return {
        **{certificate.id: written[certificate.id].ref for certificate in made.certificates_elsewhere},
        **{acl.id: Token.as_string(written[acl.id].get_att("Arn")) for acl in made.web_acls_elsewhere},
    }


def _write(stack: Stack, made_of: Iterable[Resource]) -> dict[str, CfnResource]:
    """Write resources into *stack*, and return them by their ids.

    Each is one call of the CDK, which goes to another process and back; what
    the CDK knows about its type would only take time here.
    """
    by_id: dict[str, CfnResource] = {}
    for resource in conforming(made_of):
        if resource.id in by_id:
            raise Refused(f"{resource.id}: two resources have this name")
        written = CfnResource(stack, resource.id, type=resource.type, properties=dict(resource.properties))
        if resource.retained:
            written.apply_removal_policy(RemovalPolicy.RETAIN)
        for name, value in resource.attributes.items():
            written.add_override(name, value)
        if resource.after:
            written.add_override("DependsOn", sorted(resource.after))
        by_id[resource.id] = written
    return by_id


def _text(value: plan.Value) -> str:
    return Token.as_string(dict(value)) if isinstance(value, dict) else str(value)


def emit_typed(stack: Stack, made: plan.Plan, root: Path) -> None:
    """Write a plan into *stack* as constructs of their own types, which Aspects and other tools know.

    What is made in another region stands in a stack beside it; it must then allow references between regions.
    """
    from aws_cdk.cloudformation_include import CfnInclude

    handed = emit_elsewhere(Stage.of(stack) or stack, made)
    template = {
        "Resources": {
            resource.id: {
                "Type": resource.type,
                "Properties": resource.properties,
                **({"DependsOn": list(resource.after)} if resource.after else {}),
                **({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"} if resource.retained else {}),
                **resource.attributes,
            }
            for resource in conforming(resources(made, _carried_beside(stack, made, root), handed))
        },
        "Outputs": _outputs(made),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.json"
        file.write_text(json.dumps(template), encoding="utf-8")
        CfnInclude(stack, "Blueprint", template_file=str(file))


def _outputs(made: plan.Plan) -> dict[str, Any]:
    outputs = {output.id: {"Description": output.description, "Value": output.value} for output in made.outputs}
    for written in made.raw.outputs if made.raw else ():
        said = {"Description": written.description, "Export": {"Name": written.export} if written.export else None}
        outputs[written.id] = {"Value": written.value} | {word: value for word, value in said.items() if value}
    return outputs


def _carried_beside(stack: Stack, made: plan.Plan, root: Path) -> dict[str, Mapping[str, Any]]:
    """Put what does not belong into the template into files that are uploaded beside it, and tell where they are.

    Each stands under the id of the API or function it belongs to.
    """
    carried: dict[str, Mapping[str, Any]] = {}
    uploads = Uploads(stack)
    for function in made.functions:
        package = function.package
        if isinstance(package, plan.Zip):
            bucket, key = uploads.code(f"{function.id}Code", prepared(package, root), package.digest)
            carried[function.id] = {"S3Bucket": bucket, "S3Key": key}
    for api in made.imported:
        if api.carrier == "asset":
            body = json.dumps(api.body, ensure_ascii=False, separators=(",", ":"))
            bucket, key = uploads.text(f"{api.id}Body", body)
            carried[api.id] = {"Bucket": bucket, "Key": key}
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
