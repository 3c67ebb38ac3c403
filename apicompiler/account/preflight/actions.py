"""Which action of IAM each question is, and on which resources.

After the Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/
reference_policies_actions-resources-contextkeys.html, read 2026-11-28: where an action knows no resources, `*`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from apicompiler.blueprint import Environment


class Question(NamedTuple):
    """Something that is asked of a service, in the words of boto3."""

    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any]


class Place(NamedTuple):
    """Where a question is asked."""

    partition: str
    region: str
    account: str

    def arn(self, service: str, resource: str, region: str | None = None, account: str | None = None) -> str:
        region = self.region if region is None else region
        account = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{region}:{account}:{resource}"


Allowed = Callable[[Place, Mapping[str, Any]], Iterator[tuple[str, str]]]


def allowed(question: Question, environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the actions that stand for a question, each with its resource."""
    region = environment.region
    place = Place(region.partition, question.region or str(region), str(environment.account))
    yield from ACTIONS[f"{question.service}.{question.operation}"](place, question.parameters)


def iam_action(question: Question) -> str:
    """Return the action that stands for a question, the first if there are several."""
    place = Place("aws", question.region, "")
    action, _ = next(ACTIONS[f"{question.service}.{question.operation}"](place, question.parameters))
    return action


def _everything(action: str) -> Allowed:
    """Allow an action that knows no resources."""

    def allow(_: Place, __: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield action, "*"

    return allow


def _one(action: str, parameter: str, before: str, after: str = "") -> Allowed:
    """Allow an action on what a *parameter* names, by its ARN or by what stands *before* and *after* it in one."""
    service = action.partition(":")[0]

    def allow(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        name = str(parameters[parameter])
        yield action, name if name.startswith("arn:") else place.arn(service, f"{before}{name}{after}")

    return allow


def _path(path: str) -> Allowed:
    """Allow to read a path of the API of API Gateway."""

    def allow(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield "apigateway:GET", place.arn("apigateway", path.format(**parameters), account="")

    return allow


def _global(action: str, parameter: str, before: str, account: str | None = None) -> Allowed:
    """Allow an action on something that no region has."""
    service = action.partition(":")[0]

    def allow(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        name = str(parameters[parameter])
        resource = name if name.startswith("arn:") else place.arn(service, f"{before}{name}", "", account)
        yield action, resource

    return allow


def _function(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name, qualifier = str(parameters["FunctionName"]), parameters.get("Qualifier")
    arn = name if name.startswith("arn:") else place.arn("lambda", f"function:{name}")
    yield "lambda:GetFunctionConfiguration", f"{arn}:{qualifier}" if qualifier else arn


def _layer(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = str(parameters["Arn"])
    yield "lambda:GetLayerVersion", name if name.startswith("arn:") else place.arn("lambda", f"layer:{name}")


def _object(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Allow to look for an object: whoever may not list the bucket is told `403` of one that is not there.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    """
    bucket = place.arn("s3", parameters["Bucket"], "", "")
    yield "s3:GetObjectVersion" if "VersionId" in parameters else "s3:GetObject", f"{bucket}/{parameters['Key']}"
    yield "s3:ListBucket", bucket


def _web_acl(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    scope = "global" if parameters["Scope"] == "CLOUDFRONT" else "regional"
    yield "wafv2:GetWebACL", place.arn("wafv2", f"{scope}/webacl/{parameters['Name']}/{parameters['Id']}")


def _image(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    repository = f"repository/{parameters['repositoryName']}"
    yield "ecr:DescribeImages", place.arn("ecr", repository, account=parameters["registryId"])


def _parameter(place: Place, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = str(parameters["Name"]).partition(":")[0]
    yield "ssm:GetParameter", place.arn("ssm", f"parameter/{name.removeprefix('/')}")


def _log_groups(place: Place, _: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Allow to look for log groups: a list is of all of them, whatever they are asked to begin with."""
    yield "logs:DescribeLogGroups", place.arn("logs", "log-group:*")


def _stack(action: str) -> Allowed:
    return _one(action, "StackName", "stack/", "/*")


ACTIONS: Mapping[str, Allowed] = {
    "acm.describe_certificate": _one("acm:DescribeCertificate", "CertificateArn", "certificate/"),
    "apigateway.get_account": _path("/account"),
    "apigateway.get_base_path_mappings": _path("/domainnames/{domainName}/basepathmappings"),
    "apigateway.get_client_certificates": _path("/clientcertificates"),
    "apigateway.get_domain_name": _path("/domainnames/{domainName}"),
    "apigateway.get_domain_names": _path("/domainnames"),
    "apigateway.get_rest_apis": _path("/restapis"),
    "apigateway.get_usage_plans": _path("/usageplans"),
    "apigateway.get_vpc_link": _path("/vpclinks/{vpcLinkId}"),
    "apigateway.get_vpc_links": _path("/vpclinks"),
    "apigatewayv2.get_vpc_link": _path("/vpclinks/{VpcLinkId}"),
    "apigatewayv2.get_vpc_links": _path("/vpclinks"),
    "cloudformation.describe_stacks": _stack("cloudformation:DescribeStacks"),
    "cloudformation.list_exports": _everything("cloudformation:ListExports"),
    "cloudformation.list_stack_resources": _stack("cloudformation:ListStackResources"),
    "cloudfront.list_cache_policies": _everything("cloudfront:ListCachePolicies"),
    "cloudfront.list_distributions": _everything("cloudfront:ListDistributions"),
    "cognito-idp.describe_user_pool": _one("cognito-idp:DescribeUserPool", "UserPoolId", "userpool/"),
    "cognito-idp.describe_user_pool_domain": _everything("cognito-idp:DescribeUserPoolDomain"),
    "dynamodb.describe_table": _one("dynamodb:DescribeTable", "TableName", "table/"),
    "ec2.describe_security_groups": _everything("ec2:DescribeSecurityGroups"),
    "ec2.describe_subnets": _everything("ec2:DescribeSubnets"),
    "ec2.describe_vpc_endpoints": _everything("ec2:DescribeVpcEndpoints"),
    "ec2.describe_vpcs": _everything("ec2:DescribeVpcs"),
    "ecr.describe_images": _image,
    "elbv2.describe_listeners": _everything("elasticloadbalancing:DescribeListeners"),
    "elbv2.describe_load_balancers": _everything("elasticloadbalancing:DescribeLoadBalancers"),
    "events.describe_event_bus": _one("events:DescribeEventBus", "Name", "event-bus/"),
    "firehose.describe_delivery_stream": _one(
        "firehose:DescribeDeliveryStream", "DeliveryStreamName", "deliverystream/"
    ),
    "iam.get_policy": _global("iam:GetPolicy", "PolicyArn", "policy/"),
    "iam.get_role": _global("iam:GetRole", "RoleName", "role/"),
    "iam.get_user": _global("iam:GetUser", "UserName", "user/"),
    "kinesis.describe_stream_summary": _one("kinesis:DescribeStreamSummary", "StreamARN", "stream/"),
    "lambda.get_function_configuration": _function,
    "lambda.get_layer_version_by_arn": _layer,
    "logs.describe_log_groups": _log_groups,
    "route53.get_hosted_zone": _global("route53:GetHostedZone", "Id", "hostedzone/", ""),
    "route53.list_hosted_zones_by_name": _everything("route53:ListHostedZonesByName"),
    "route53.list_resource_record_sets": _global("route53:ListResourceRecordSets", "HostedZoneId", "hostedzone/", ""),
    "s3.get_bucket_ownership_controls": _global("s3:GetBucketOwnershipControls", "Bucket", "", ""),
    "s3.head_bucket": _global("s3:ListBucket", "Bucket", "", ""),
    "s3.head_object": _object,
    "secretsmanager.describe_secret": _one("secretsmanager:DescribeSecret", "SecretId", "secret:", "-??????"),
    "service-quotas.get_service_quota": _everything("servicequotas:GetServiceQuota"),
    "sns.get_topic_attributes": _one("sns:GetTopicAttributes", "TopicArn", ""),
    "sqs.get_queue_url": _one("sqs:GetQueueUrl", "QueueName", ""),
    "ssm.get_parameter": _parameter,
    "stepfunctions.describe_state_machine": _one("states:DescribeStateMachine", "stateMachineArn", "stateMachine:"),
    "wafv2.get_web_acl": _web_acl,
    "wafv2.list_web_acls": _everything("wafv2:ListWebACLs"),
}
