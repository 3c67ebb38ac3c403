"""The layers with which Lambda Insights watches functions: AWS publishes them, in each region under other numbers."""

from __future__ import annotations

# Version 1.0.404.0 of the extension, as aws-cdk-lib 2.275 knows it: the region, the account that publishes there, and
# the versions of the layers for x86_64 and arm64.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html
PUBLISHED = """
    af-south-1 012438385374 47 21
    ap-east-1 519774774795 47 21
    ap-northeast-1 580247275435 83 34
    ap-northeast-2 580247275435 55 22
    ap-northeast-3 194566237122 37 20
    ap-south-1 580247275435 54 25
    ap-south-2 891564319516 29 9
    ap-southeast-1 580247275435 56 23
    ap-southeast-2 580247275435 56 23
    ap-southeast-3 439286490199 33 21
    ap-southeast-4 158895979263 24 -
    ap-southeast-5 590183865173 4 -
    ap-southeast-7 761018874580 3 -
    ca-central-1 580247275435 55 21
    ca-west-1 946466191631 16 -
    cn-north-1 488211338238 46 -
    cn-northwest-1 488211338238 46 -
    eu-central-1 580247275435 56 23
    eu-central-2 033019950311 30 -
    eu-north-1 580247275435 53 21
    eu-south-1 339249233099 47 21
    eu-south-2 352183217350 31 9
    eu-west-1 580247275435 56 23
    eu-west-2 580247275435 56 23
    eu-west-3 580247275435 55 21
    il-central-1 459530977127 23 -
    me-central-1 732604637566 30 -
    me-south-1 285320876703 47 21
    mx-central-1 879381266642 3 -
    sa-east-1 580247275435 55 21
    us-east-1 580247275435 56 23
    us-east-2 580247275435 56 25
    us-gov-east-1 122132214140 24 6
    us-gov-west-1 751350123760 24 6
    us-west-1 580247275435 56 21
    us-west-2 580247275435 56 23
"""
LAYERS = {region: rest for region, *rest in map(str.split, PUBLISHED.strip().splitlines())}
NAMES = {"x86_64": "LambdaInsightsExtension", "arm64": "LambdaInsightsExtension-Arm64"}


def insights_layer(region: str, partition: str, architecture: str) -> str | None:
    """Return the layer for functions of a region and processor; None where none is known."""
    if region not in LAYERS:
        return None
    account, *versions = LAYERS[region]
    version = dict(zip(NAMES, versions, strict=True))[architecture]
    if version == "-":
        return None
    return f"arn:{partition}:lambda:{region}:{account}:layer:{NAMES[architecture]}:{version}"
