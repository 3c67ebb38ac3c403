"""Names that are given to what is made: each is still free, or ours already."""

from apicompiler import holdings
from apicompiler.diagnostic import Finding, Findings
from apicompiler.rules import rule

EXISTS = "https://github.com/serverless/serverless/issues/3237"
DELETED = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html"
PREFIXES = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html"

LOGGED = "--- blueprint.yaml\nlogging: {access: json}\n"
KEYED = (
    "--- blueprint.yaml\nusagePlans: {gold: {quota: 1000/day}}\napiKeys: {acme: {usagePlan: gold}}\n"
    "defaults: {integration: books, auth: iam, apiKey: true}\n"
)
POOL = (
    "--- blueprint.yaml\n"
    "authorizers: {users: {cognito: {userPool: create, clients: {web: {callbacks: ['https://www.example.com/']}}}}}\n"
    "defaults: {integration: books, auth: users}\n"
)


@rule(
    "AC2570",
    bad=f"logs:DescribeLogGroups: {{logGroups: [{{logGroupName: /aws/apigateway/example-dev/v1/live}}]}}\n{LOGGED}",
    good=f"logs:DescribeLogGroups: {{logGroups: [{{logGroupName: /aws/apigateway/example-dev/v1/live-2}}]}}\n{LOGGED}",
    evidence=EXISTS,
)
def name_that_is_taken(held: holdings.Name) -> Findings:
    """The name of what is made is not the name of something that is there.

    Roles, policies, functions, log groups, secrets, domains, web ACLs and cache
    policies have names that are given once; CloudFormation takes over nothing that
    exists, and a deployment ends where it meets it. Often it was left behind:
    by hand, or by a stack that was deleted and kept it.
    """
    if not held.deleted:
        yield Finding(
            at=held.at,
            message=f"the {held.kind} `{held.name}` is there already, and not of this stack",
            help=f"delete it, let the stack take it over with `cdk import`, or choose {held.word}",
        )


@rule(
    "AC2571",
    bad=f"""
secretsmanager:DescribeSecret example-dev/acme/api-key:
  {{Name: example-dev/acme/api-key, DeletedDate: 2026-11-20T00:00:00Z}}
{KEYED}""",
    good=f"""
secretsmanager:DescribeSecret example-dev/acme/api-key: ResourceNotFoundException
{KEYED}""",
    evidence=DELETED,
)
def name_of_a_deleted_secret(held: holdings.Name) -> Findings:
    """The name of a secret that is made is not one that is still being deleted.

    Secrets Manager deletes a secret days after it was asked to, and gives its name
    to no other until then. A stack that was deleted and is made again meets its
    own secrets.
    """
    if held.deleted:
        yield Finding(
            at=held.at,
            message=f"the secret `{held.name}` is being deleted since {held.deleted}: its name is not free yet",
            help=f"`aws secretsmanager delete-secret --force-delete-without-recovery --secret-id {held.name}`, "
            f"or choose {held.word}",
        )


@rule(
    "AC2572",
    bad=f"cognito-idp:DescribeUserPoolDomain: {{DomainDescription: {{UserPoolId: eu-west-1_Another}}}}\n{POOL}",
    good=f"cognito-idp:DescribeUserPoolDomain: {{DomainDescription: {{}}}}\n{POOL}",
    evidence=PREFIXES,
)
def prefix_that_is_taken(held: holdings.Prefix) -> Findings:
    """The domain of a user pool is not that of another one: a prefix is unique in its region, in all accounts."""
    yield Finding(
        at=held.at,
        message=f"`{held.name}` is the domain of another user pool",
        help="write another prefix as `domain`",
    )
