"""How functions run: images and layers, networks, secrets, and how many calls at the same time."""

from collections.abc import Iterator

from apicompiler.blueprint import CodeFunction, Concurrency, Function, ImageFunction, Vpc
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.insights import insights_layer
from apicompiler.limits import (
    FUNCTION_STORAGE_MB,
    LAYERS_PER_FUNCTION,
    SECURITY_GROUPS_PER_FUNCTION,
    SUBNETS_PER_FUNCTION,
)
from apicompiler.pointers import LayerArn
from apicompiler.rules import rule
from apicompiler.suggest import closest
from apicompiler.target import Target

API = "https://docs.aws.amazon.com/lambda/latest/api/"
CREATE_FUNCTION = API + "API_CreateFunction.html"
IMAGES = "https://docs.aws.amazon.com/lambda/latest/dg/images-create.html"
CODE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"
LAYERS = "https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html"
SECRETS = "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html"
PROVISIONED = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
RESERVED = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
DEAD_LETTERS = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
DIGEST = "@sha256:" + "0123456789abcdef" * 4
IMAGE = "111111111111.dkr.ecr.{}.amazonaws.com/orders{}"
LAYER = '"arn:aws:lambda:{}:111111111111:layer:books{}:3"'


def _example(**settings: str) -> str:
    """Write a blueprint with a function that has these settings."""
    written = "".join(f", {key}: {value}" for key, value in settings.items())
    return (
        f"functions: {{orders: {{code: orders, handler: app.handler, runtime: python3.13{written}}}}}\n"
        "--- orders/app.py\ndef handler(event, context): ...\n"
    )


def _image(region: str, version: str) -> str:
    return f'functions: {{orders: {{image: "{IMAGE.format(region, version)}"}}}}\n'


@rule(
    "AC1505",
    bad=_image("us-east-1", DIGEST),
    good=_image("eu-west-1", DIGEST),
    evidence=IMAGES,
)
def image_in_another_region(target: Target) -> Findings:
    """The image of a function is in a repository of the region that is deployed to."""
    for function in _made(target):
        if isinstance(function, ImageFunction) and function.image.region != str(target.environment.region):
            yield Finding(
                at=function.at / "image",
                message=f"the image is in {function.image.region}, and the function in {target.environment.region}",
                help="push it there too, and write that URI",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC1506",
    severity=WARNING,
    bad=_image("eu-west-1", ":latest"),
    good=_image("eu-west-1", DIGEST),
    evidence=CODE,
)
def image_by_tag(function: ImageFunction) -> Findings:
    """An image is named by its digest.

    Under a tag there may be another image tomorrow; CloudFormation does not
    look, and deploys nothing.
    """
    if not function.image.digest:
        yield Finding(
            at=function.at / "image",
            message="a new image under this tag would not be noticed",
            help="write `@sha256:…` and the digest; `docker push` and ECR show it",
        )


@rule(
    "AC1507",
    bad=_example(layers="[" + ", ".join(LAYER.format("eu-west-1", n) for n in range(6)) + "]"),
    good=_example(layers="[" + ", ".join(LAYER.format("eu-west-1", n) for n in range(5)) + "]"),
    evidence=LAYERS,
)
def too_many_layers(function: CodeFunction) -> Findings:
    """A function has at most five layers, that of Lambda Insights included."""
    count = len(function.layers) + bool(function.insights)
    if count > LAYERS_PER_FUNCTION:
        yield Finding(
            at=(function.at / "layers").key,
            message=f"the function has {count} layers, and {LAYERS_PER_FUNCTION} are allowed",
            help="let one layer hold what several hold now",
        )


@rule(
    "AC1518",
    bad=_example(layers=f"[{LAYER.format('eu-west-1', 1)}, {LAYER.format('eu-west-1', 1).replace(':3', ':4')}]"),
    good=_example(layers=f"[{LAYER.format('eu-west-1', 1)}, {LAYER.format('eu-west-1', 2)}]"),
    evidence="https://github.com/DataDog/serverless-plugin-datadog/issues/195",
)
def layer_named_twice(function: CodeFunction) -> Findings:
    """A layer of a function stands there once, in one version."""
    seen: set[str] = set()
    for index, layer in enumerate(function.layers):
        name = str(layer).rpartition(":")[0]
        if name in seen:
            yield Finding(
                at=function.at / "layers" / index,
                message="the function has this layer already, in this or another version",
                help="keep the version that is needed",
            )
        seen.add(name)


@rule(
    "AC1508",
    bad=_example(layers=f"[{LAYER.format('us-east-1', '')}]"),
    good=_example(layers=f"[{LAYER.format('eu-west-1', '')}]"),
    evidence=LAYERS,
)
def layer_in_another_region(target: Target) -> Findings:
    """The layers of a function are in the region that is deployed to."""
    for function in _made(target):
        if not isinstance(function, CodeFunction):
            continue
        written = [(function.at / "layers" / index, layer) for index, layer in enumerate(function.layers)]
        for at, layer in (*written, (function.at / "insights", function.insights)):
            if isinstance(layer, LayerArn) and layer.region != str(target.environment.region):
                yield Finding(
                    at=at,
                    message=f"the layer is in {layer.region}, and the function in {target.environment.region}",
                    help="publish it there too, and write that ARN",
                    notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
                )


@rule(
    "AC2410",
    binding=True,
    bad='environments: {dev: {account: "111111111111", region: ap-east-2}}\n' + _example(insights="true"),
    good=_example(insights="true"),
    evidence="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html",
)
def unknown_insights_layer(target: Target) -> Findings:
    """Lambda Insights has a layer for the region and the processor of a function."""
    region = target.environment.region
    for function in _made(target):
        if (
            isinstance(function, CodeFunction)
            and function.insights is True
            and insights_layer(str(region), region.partition, function.architecture) is None
        ):
            yield Finding(
                at=function.at / "insights",
                message=f"no layer of Lambda Insights is known here for {region} and {function.architecture}",
                help="write the ARN of the one that the page names, or remove it",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC1509",
    bad=_example(vpc="{subnets: [subnet-0123456789abcdef0], securityGroups: []}"),
    good=_example(vpc="{subnets: [subnet-0123456789abcdef0], securityGroups: [sg-0123456789abcdef0]}"),
    evidence=API + "API_VpcConfig.html",
)
def incomplete_network(vpc: Vpc) -> Findings:
    """A function in a network has 1 to 16 subnets and 1 to 5 security groups."""
    for word, found, most in (
        ("subnets", vpc.subnets, SUBNETS_PER_FUNCTION),
        ("securityGroups", vpc.security_groups, SECURITY_GROUPS_PER_FUNCTION),
    ):
        if not 1 <= len(found) <= most:
            yield Finding(
                at=vpc.at / word,
                message=f"there are {len(found)} of them, and 1 to {most} are allowed",
                help="name those that the function needs",
            )


@rule(
    "AC1510",
    bad=_example(aliases="[live]", concurrency="{provisioned: {liev: 2}}"),
    good=_example(aliases="[live]", concurrency="{provisioned: {live: 2}}"),
    evidence=PROVISIONED,
)
def provisioned_for_no_alias(function: Function) -> Findings:
    """Calls are kept ready for an alias that the function has."""
    for name in function.concurrency.provisioned if function.concurrency else ():
        if function.concurrency and name not in function.aliases:
            close = closest(name, function.aliases)
            yield Finding(
                at=(function.concurrency.at / "provisioned" / name).key,
                message=f"the function has no alias `{name}`",
                help=f"did you mean `{close}`?"
                if close
                else f"write `aliases: [{', '.join((*function.aliases, name))}]`",
                fix=Replace((function.concurrency.at / "provisioned" / name).key, close) if close else None,
            )


@rule(
    "AC1511",
    bad=_example(aliases="[live, next]", concurrency="{reserved: 5, provisioned: {live: 4, next: 2}}"),
    good=_example(aliases="[live, next]", concurrency="{reserved: 6, provisioned: {live: 4, next: 2}}"),
    evidence=PROVISIONED,
)
def more_provisioned_than_reserved(concurrency: Concurrency) -> Findings:
    """No more calls are kept ready than may go on at the same time."""
    ready = sum(concurrency.provisioned.values())
    if concurrency.reserved is not None and ready > concurrency.reserved:
        yield Finding(
            at=concurrency.at / "reserved",
            message=f"{ready} calls are kept ready, and {concurrency.reserved} may go on",
            help=f"write `reserved: {ready}` or more, or keep fewer ready",
            notes=(Note((concurrency.at / "provisioned").key, "kept ready"),),
        )


@rule(
    "AC1512",
    bad=_example(aliases="[live]", concurrency="{provisioned: {live: 0}}"),
    good=_example(aliases="[live]", concurrency="{provisioned: {live: 1}}"),
    evidence=API + "API_PutProvisionedConcurrencyConfig.html",
)
def number_of_calls(concurrency: Concurrency) -> Findings:
    """At least one call is kept ready where any are, and no less than none is reserved."""
    numbers = [(concurrency.at / "provisioned" / name, count, 1) for name, count in concurrency.provisioned.items()]
    if concurrency.reserved is not None:
        numbers.append((concurrency.at / "reserved", concurrency.reserved, 0))
    for at, count, lowest in numbers:
        if count < lowest:
            yield Finding(at=at, message=f"{count} is less than {lowest}", help=f"write {lowest} or more, or remove it")


@rule(
    "AC1513",
    severity=WARNING,
    bad=_example(concurrency="{reserved: 0}"),
    good=_example(concurrency="{reserved: 10}"),
    evidence=RESERVED,
)
def nobody_may_call(concurrency: Concurrency) -> Findings:
    """A function for which no call is reserved answers none: it is switched off."""
    if concurrency.reserved == 0:
        yield Finding(
            at=concurrency.at / "reserved",
            message="every call is refused",
            help="write how many may go on at the same time, or remove it",
        )


@rule("AC1514", bad=_example(storage="100"), good=_example(storage="512"), evidence=API + "API_EphemeralStorage.html")
def function_storage(function: Function) -> Findings:
    """A function has between 512 and 10,240 MB to write to."""
    lowest, highest = FUNCTION_STORAGE_MB
    if not lowest <= function.storage <= highest:
        nearest = lowest if function.storage < lowest else highest
        yield Finding(
            at=function.at / "storage",
            message=f"{function.storage} MB is not between {lowest} and {highest}",
            help=f"write `{nearest}`",
            fix=Replace(function.at / "storage", str(nearest)),
        )


@rule(
    "AC1515",
    bad=_example(deadLetter='"arn:aws:sqs:eu-west-1:111111111111:failed.fifo"'),
    good=_example(deadLetter='"arn:aws:sqs:eu-west-1:111111111111:failed"'),
    evidence=DEAD_LETTERS,
)
def dead_letters_in_order(function: Function) -> Findings:
    """Events that failed go to a standard queue or topic, and not to a FIFO one."""
    if function.dead_letter and str(function.dead_letter).endswith(".fifo"):
        yield Finding(
            at=function.at / "deadLetter",
            message="Lambda puts nothing into a FIFO queue or topic",
            help="name a standard one",
        )


@rule(
    "AC1516",
    bad=_example(environment='{DB: "secret:/books/db:password"}'),
    good=_example(environment='{DB: "secret:/books/db"}'),
    evidence=SECRETS,
)
def part_of_a_secret_in_environment(function: Function) -> Findings:
    """A function is given the name of a secret, and reads the whole of it when it runs.

    What stands in its environment is shown to whoever may look at the
    function, and stays when the secret is changed: so the secret itself never
    stands there.
    """
    for name, secret in function.environment.items():
        if secret in function.secrets and ":" in str(secret).removeprefix("secret:"):
            whole = str(secret).rpartition(":")[0]
            yield Finding(
                at=function.at / "environment" / name,
                message="the function is given the name of the secret, which has no room for a key of it",
                help=f"write `{whole}`, and let the function take the key out of what it reads",
            )


@rule(
    "AC1517",
    bad=_example(role='"arn:aws:iam::111111111111:role/o"', allow='{"s3:GetObject": "arn:aws:s3:::covers/*"}'),
    good=_example(allow='{"s3:GetObject": "arn:aws:s3:::covers/*"}'),
    evidence="docs/language.md",
)
def allowed_beside_a_role(function: Function) -> Findings:
    """What a function may do is said by a role of yours, or by `allow` for one that is made."""
    if function.role and function.allow:
        yield Finding(
            at=(function.at / "allow").key,
            message="the role is there already, and nothing is added to it",
            help="let that role allow it, or remove `role`",
            notes=(Note((function.at / "role").key, "the role"),),
        )


def _made(target: Target) -> Iterator[Function]:
    yield from (function for function in target.blueprint.functions.values() if isinstance(function, Function))
