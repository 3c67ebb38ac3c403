"""Distributions of CloudFront, and how long they keep what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, handed_over, resource
from apicompiler.emit.resources.watching import ORIGIN_KEY
from apicompiler.plan import ref, secret_string

# What CloudFront itself keeps ready: nothing is kept; everything but `Host` is passed on; browsers are made careful.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


def emit_cache_policy(policy: plan.CachePolicy) -> Resource:
    return resource(
        policy.id,
        "AWS::CloudFront::CachePolicy",
        CachePolicyConfig={
            "Name": policy.name,
            "MinTTL": 0,
            "DefaultTTL": policy.ttl_seconds,
            "MaxTTL": policy.ttl_seconds,
            "ParametersInCacheKeyAndForwardedToOrigin": {
                "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": list(policy.headers)},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
                "CookiesConfig": {"CookieBehavior": "all"},
                "EnableAcceptEncodingGzip": True,
                "EnableAcceptEncodingBrotli": True,
            },
        },
    )


def emit_distribution(made: plan.Distribution, handed: Mapping[str, str]) -> Resource:
    behaviors = [{"PathPattern": each.pattern, **_behavior(made, each.policy)} for each in made.behaviors]
    locations = {"Locations": list(made.countries)} if made.countries else {}
    logging = {"Bucket": f"{made.log_bucket}.s3.amazonaws.com", "IncludeCookies": False, "Prefix": made.log_prefix}
    config: dict[str, Any] = {
        "Enabled": True,
        "Comment": made.comment,
        "Aliases": [made.name],
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": made.price_class,
        "ViewerCertificate": {
            "AcmCertificateArn": handed_over(made.certificate, handed),
            "MinimumProtocolVersion": made.security_policy,
            "SslSupportMethod": "sni-only",
        },
        "Origins": [_origin(made)],
        "DefaultCacheBehavior": _behavior(made, None),
        # What went wrong is asked for again each time.
        "CustomErrorResponses": [{"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in ERRORS],
        "Restrictions": {"GeoRestriction": {"RestrictionType": made.restriction, **locations}},
    }
    if behaviors:
        config["CacheBehaviors"] = behaviors
    if made.web_acl:
        config["WebACLId"] = handed_over(made.web_acl, handed)
    if made.log_bucket:
        config["Logging"] = logging
    return resource(made.id, "AWS::CloudFront::Distribution", DistributionConfig=config)


def _origin(made: plan.Distribution) -> dict[str, Any]:
    origin: dict[str, Any] = {
        "Id": "api",
        "DomainName": made.origin,
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
            "OriginReadTimeout": made.read_timeout,
        },
    }
    if made.key:
        origin["OriginCustomHeaders"] = [{"HeaderName": ORIGIN_KEY, "HeaderValue": secret_string(made.key)}]
    return origin


def _behavior(made: plan.Distribution, policy: str | None) -> dict[str, Any]:
    headers = {"ResponseHeadersPolicyId": SECURITY_HEADERS} if made.security_headers else {}
    return {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": METHODS,
        "CachedMethods": ["GET", "HEAD"],
        "Compress": True,
        "CachePolicyId": ref(policy) if policy else NOTHING_KEPT,
        "OriginRequestPolicyId": ALL_BUT_HOST,
        **headers,
    }
