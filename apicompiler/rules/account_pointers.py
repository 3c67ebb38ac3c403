"""What is pointed at in an account: parameters, secrets and exports."""

from apicompiler import holdings
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.rules import rule
from apicompiler.rules.account_backends import FUNCTION
from apicompiler.rules.domains import CERTIFICATE

SSM = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html"
SECRETS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html"
DELETED = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html"
EXPORTS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html"
CROSS_REGION = "https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html"

POINTED = "--- blueprint.yaml\nintegrations: {books: {lambda: 'ssm:/bookstore/books-arn'}}\n"
EXPORTED = "--- blueprint.yaml\nintegrations: {books: {lambda: 'export:BooksArn'}}\n"
KEYED = (
    "--- blueprint.yaml\nusagePlans: {gold: {quota: 1000/day}}\n"
    "apiKeys: {acme: {usagePlan: gold, value: 'secret:/bookstore/acme'}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}\n"
)
MAILING = (
    "--- blueprint.yaml\nfunctions: {books: {image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/books@sha256:"
    f"{'0' * 64}', environment: {{MAIL: 'secret:/bookstore/mail'}}}}}}\n"
)
HELD = "ssm:GetParameter /bookstore/certificate:\n  Parameter: "
PROVEN = (
    "--- blueprint.yaml\n"
    "domains: {main: {name: api.example.com, certificate: 'ssm:/bookstore/certificate', paths: {/: v1}}}\n"
)


@rule(
    "AC2560",
    bad=f"ssm:GetParameter /bookstore/books-arn: ParameterNotFound\n{POINTED}",
    good=f"ssm:GetParameter /bookstore/books-arn: {{Parameter: {{Value: '{FUNCTION}'}}}}\n{POINTED}",
    evidence=SSM,
)
def missing_parameter(held: holdings.Parameter) -> Findings:
    """A parameter that is pointed at exists: CloudFormation reads it before it makes anything."""
    if not held.type:
        yield Finding(
            at=held.at,
            message=f"there is no parameter `{held.name}`",
            help=f"`aws ssm put-parameter --name {held.name} --type String --value …`"
            + (f", with {held.wanted}" if held.wanted else ""),
        )


@rule(
    "AC2561",
    bad=f"ssm:GetParameter /bookstore/books-arn: {{Parameter: {{Type: SecureString}}}}\n{POINTED}",
    good=f"ssm:GetParameter /bookstore/books-arn: {{Parameter: {{Type: String, Value: '{FUNCTION}'}}}}\n{POINTED}",
    evidence=SSM,
)
def encrypted_parameter(held: holdings.Parameter) -> Findings:
    """A parameter that is pointed at as `ssm:` is of the type String.

    CloudFormation reads one that is encrypted in few places, and a list nowhere
    that a blueprint points from.
    """
    if held.type not in ("", "String"):
        yield Finding(
            at=held.at,
            message=f"the parameter `{held.name}` is of the type {held.type}",
            help="keep what is no secret in one of the type String; a secret belongs into Secrets Manager (`secret:`)",
        )


@rule(
    "AC2562",
    bad=f"ssm:GetParameter /bookstore/books-arn: {{Parameter: {{Value: books}}}}\n{POINTED}",
    good=f"ssm:GetParameter /bookstore/books-arn: {{Parameter: {{Value: '{FUNCTION}'}}}}\n{POINTED}",
    evidence=SSM,
)
def parameter_of_something_else(held: holdings.Parameter) -> Findings:
    """A parameter that is pointed at holds what stands for such a thing."""
    if held.type == "String" and not held.fits:
        yield Finding(
            at=held.at,
            message=f"the parameter `{held.name}` does not hold {held.wanted}",
            help=f"`aws ssm put-parameter --name {held.name} --overwrite --value …`, with {held.wanted}",
        )


@rule(
    "AC2563",
    bad=f"{HELD}{{Value: '{CERTIFICATE.format('us-east-1')}'}}\n{PROVEN}",
    good=f"{HELD}{{Value: '{CERTIFICATE.format('eu-west-1')}'}}\n{PROVEN}",
    evidence=CROSS_REGION,
)
def pointed_at_elsewhere(held: holdings.Stray) -> Findings:
    """What a parameter or an export leads to is in the region where it is used.

    That of APIs is their own; what CloudFront reads is in us-east-1.
    """
    yield Finding(
        at=held.at,
        message=f"`{held.pointer}` holds `{held.name}`, which is in {held.place}, and one in {held.wanted} is meant",
        help=f"let it hold one of {held.wanted}",
    )


@rule(
    "AC2564",
    bad=f"secretsmanager:DescribeSecret /bookstore/acme: ResourceNotFoundException\n{KEYED}",
    good=f"secretsmanager:DescribeSecret /bookstore/acme: {{Name: /bookstore/acme}}\n{KEYED}",
    evidence=SECRETS,
)
def missing_secret(held: holdings.Secret) -> Findings:
    """A secret that is pointed at exists: CloudFormation reads it when it makes what holds it.

    Whether it exists is all that is asked; nobody looks at what it holds.
    """
    if not held.is_there and held.is_read:
        yield Finding(
            at=held.at,
            message=f"there is no secret `{held.name}`",
            help=f"`aws secretsmanager create-secret --name {held.name} --secret-string file://…`",
        )


@rule(
    "AC2568",
    bad=f"secretsmanager:DescribeSecret /bookstore/mail: ResourceNotFoundException\n{MAILING}",
    good=f"secretsmanager:DescribeSecret /bookstore/mail: {{Name: /bookstore/mail}}\n{MAILING}",
    severity=WARNING,
    evidence=DELETED,
)
def missing_secret_of_a_function(held: holdings.Secret) -> Findings:
    """A secret whose name a function is told exists: the function reads it when it runs."""
    if not held.is_there and not held.is_read:
        yield Finding(
            at=held.at,
            message=f"there is no secret `{held.name}`",
            help=f"`aws secretsmanager create-secret --name {held.name} --secret-string file://…`",
        )


@rule(
    "AC2565",
    bad=f"secretsmanager:DescribeSecret /bookstore/acme: {{DeletedDate: 2026-11-20T00:00:00Z}}\n{KEYED}",
    good=f"secretsmanager:DescribeSecret /bookstore/acme: {{Name: /bookstore/acme}}\n{KEYED}",
    evidence=DELETED,
)
def secret_that_is_being_deleted(held: holdings.Secret) -> Findings:
    """A secret that is pointed at is not about to be deleted: from that day on nobody reads it."""
    if held.deleted:
        yield Finding(
            at=held.at,
            message=f"the secret `{held.name}` is being deleted since {held.deleted}",
            help=f"`aws secretsmanager restore-secret --secret-id {held.name}`, or name another",
        )


@rule(
    "AC2566",
    bad=f"cloudformation:ListExports: {{Exports: []}}\n{EXPORTED}",
    good=f"cloudformation:ListExports: {{Exports: [{{Name: BooksArn, Value: '{FUNCTION}'}}]}}\n{EXPORTED}",
    evidence=EXPORTS,
)
def missing_export(held: holdings.Export) -> Findings:
    """A value that is imported is exported by another stack of the same account and region."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"no stack exports `{held.name}`",
            help="deploy the stack that exports it first; `aws cloudformation list-exports` shows what there is",
        )


@rule(
    "AC2567",
    bad=f"cloudformation:ListExports: {{Exports: [{{Name: BooksArn, Value: books}}]}}\n{EXPORTED}",
    good=f"cloudformation:ListExports: {{Exports: [{{Name: BooksArn, Value: '{FUNCTION}'}}]}}\n{EXPORTED}",
    evidence=EXPORTS,
)
def export_of_something_else(held: holdings.Export) -> Findings:
    """A value that is imported is what stands for such a thing."""
    if held.is_there and not held.fits:
        yield Finding(
            at=held.at,
            message=f"the export `{held.name}` is not {held.wanted}",
            help=f"export {held.wanted}, or import another value",
        )
