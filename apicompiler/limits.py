"""Every number that somebody set: ours, which keep a hostile file harmless, and those of AWS.

A limit of AWS stands with the page that states it and the day it was read.
"""

# Ours -------------------------------------------------------------------------------------------
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILES = 1_000
MAX_BYTES = 256 * 1024 * 1024  # of all files together
MAX_VALUES = 10_000_000  # of one file
MAX_ENVIRONMENTS = 100
MAX_RESTATED_BYTES = 8 * 1024 * 1024  # of a blueprint, read once for each environment
MAX_COMBINATIONS = 10_000_000
MAX_CODE_FILES = 50_000
MAX_DEPTH = 100
MAX_DIGITS = 300  # of a whole number: every such number is a float, too
MAX_ALIASED_NODES = 1_000_000

# API Gateway, https://docs.aws.amazon.com/apigateway/latest/developerguide/
#   api-gateway-execution-service-limits-table.html and limits.html, read 2026-11-23 ---------------
RESOURCES_PER_API = 300  # can be raised
DOCUMENTATION_PARTS = 2_000  # can be raised by AWS Support
STAGES_PER_API = 10  # can be raised
EDGE_APIS, REGIONAL_APIS, PRIVATE_APIS = 120, 600, 600  # in an account and region
USAGE_PLANS = 300  # in an account and region; can be raised
CLIENT_CERTIFICATES = 60  # can be raised
VPC_LINKS, VPC_LINKS_WITH_SUBNETS, SUBNETS_PER_LINK = 20, 10, 10  # can be raised
PORTS = (1024, 65_535)  # that are called, besides 80 and 443; setup-http-integrations.html
AUTHORIZERS_PER_API = 10  # can be raised
STAGE_VARIABLES = 100
STAGE_VARIABLE_NAME = 64
STAGE_VARIABLE_VALUE = 512
STAGE_NAME = 128
SOCKET_TIMEOUT_MS = 29_000
HTTP_TIMEOUT_MS = 30_000  # http-api-quotas.html, as the next three
ROUTES_PER_API = 300  # of an HTTP API, each with an integration of its own
AUDIENCES_PER_AUTHORIZER = 50
SCOPES_PER_ROUTE = 10
# Of an HTTP API, in characters: by way of botocore 1.43, read 2026-11-28.
API_DESCRIPTION, API_VERSION, OPERATION_NAME = 1024, 64, 64
ACCESS_LOG_BYTES = 3 * 1024  # of the format, of APIs of the second version
IMPORTED_DOCUMENT_BYTES = 6 * 1024 * 1024
INTEGRATION_TIMEOUT_MS = (50, 29_000)  # the upper one can be raised for regional and private APIs
STREAMING_TIMEOUT_MS = 900_000
AUTHORIZER_TTL_SECONDS = (0, 3600)
MODEL_BYTES = 400_000
TEMPLATE_TEXT_BYTES = 300 * 1024  # of a mapping template; api-gateway-known-issues.html
LOOP_ITERATIONS = 1_000  # of a `#foreach`
BASE_PATH_LENGTH = 300
RESOURCE_POLICY_LENGTH = 8192
COMPRESSION_BYTES = (0, 10_485_760)
DEFAULT_RATE = 10_000.0  # what a stage gets from API Gateway when nothing is said
DEFAULT_BURST = 5_000
SMALL_REGIONS_RATE = 2_500.0  # in some regions
CACHE_SIZES = (0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0)
CACHE_TTL_SECONDS = (0, 3600)
PLANS_PER_KEY = 10
KEY_DESCRIPTION = 125_000
DOMAINS_PER_ACCOUNT = 120  # can be raised
API_KEYS_PER_ACCOUNT = 10_000
CLIENT_CERTIFICATES_PER_ACCOUNT = 60  # can be raised
PRIVATE_DOMAINS_PER_ACCOUNT = 50  # can be raised
ASSOCIATIONS_PER_ACCOUNT = 100  # of private domains with interface endpoints; can be raised
LEVELS_PER_DOMAIN = 200  # base paths of several levels
RULES_PER_DOMAIN = 50  # can be raised; rest-api-routing-rules.html for what a rule may say, read 2026-11-28
ROUTED_PATH_LENGTH = 127
ROUTED_HEADERS, ROUTED_HEADER_NAME, ROUTED_HEADER_VALUE, ROUTED_HEADER_INFIX = 2, 39, 127, 39
ROUTES_PER_DOMAIN = 100  # ours: each has a row of priorities
RULE_PRIORITIES = 1_000_000
THROTTLES_PER_PLAN_AND_STAGE = 20
TAGS = 50
TAG_KEY, TAG_VALUE = 128, 256

# apigateway-execution-service-websocket-limits-table.html, read 2026-11-28
ROUTES_PER_SOCKET = 300  # can be raised
INTEGRATIONS_PER_SOCKET = 300  # can be raised by AWS Support

# Certificate Manager, https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html,
#   read 2026-11-23 --------------------------------------------------------------------------------
CERTIFICATE_NAME_LENGTH = 64

# Lambda, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, read 2026-11-23
FUNCTION_POLICY_BYTES = 20_480
PERMISSION_BYTES = 520  # one statement as Lambda stores it, without source and function; measured on long names
FUNCTION_MEMORY_MB = (128, 10_240)
FUNCTION_TIMEOUT_SECONDS = (1, 900)
FUNCTION_ENVIRONMENT_BYTES = 4_096
FUNCTION_NAME = 64
FUNCTION_STORAGE_MB = (512, 10_240)
LAYERS_PER_FUNCTION = 5
SUBNETS_PER_FUNCTION, SECURITY_GROUPS_PER_FUNCTION = 16, 5
FUNCTION_DESCRIPTION = 256
FUNCTION_HANDLER = 128
CODE_BYTES = 250 * 1024 * 1024  # unpacked

# IAM, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read 2026-11-25
ROLE_POLICY_LENGTH = 10_240  # all policies that stand in one role, without blanks
MANAGED_POLICY_LENGTH = 6_144
POLICIES_PER_PRINCIPAL = 10  # can be raised

# WAF, https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html and limits.html, read 2026-11-25
RATE_RULE = (10, 2_000_000_000)
RATE_WINDOWS = (60, 120, 300, 600)  # seconds
WEB_ACL_UNITS = 1_500

# EventBridge, https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html,
#   read 2026-11-28 --------------------------------------------------------------------------------
DETAIL_TYPE = 128
# CloudFront, https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html,
#   read 2026-11-28 --------------------------------------------------------------------------------
BEHAVIORS_PER_DISTRIBUTION = 75  # can be raised
HEADERS_PER_CACHE_POLICY = 10
CACHE_SECONDS = (1, 31_536_000)
ORIGIN_SECONDS = (30, 120)  # what CloudFront waits for an answer by itself, and at most
PATH_PATTERN_LENGTH = 255

# Cognito, https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html,
#   by way of botocore 1.43, read 2026-11-25 -------------------------------------------------------
DOMAIN_PREFIX = 63
CUSTOM_ATTRIBUTES, CUSTOM_ATTRIBUTE_NAME = 50, 20
PASSWORD_LENGTH, PASSWORD_HISTORY, TEMPORARY_PASSWORD_DAYS = (6, 99), (0, 24), (1, 365)
RESOURCE_SERVERS = 25  # can be raised
SCOPES_PER_SERVER, SCOPES_PER_CLIENT = 100, 50
SCOPE_DESCRIPTION = 256
CALLBACKS, CALLBACK_LENGTH = 100, 1024
USER_POOL_ID, USER_POOL_CLIENT_ID = 55, 128  # characters of what Cognito gives, at most
TOKEN_SECONDS = (300, 86_400)  # of access and id tokens
REFRESH_TOKEN_SECONDS = (3_600, 315_360_000)

# CloudFormation, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/
#   cloudformation-limits.html, read 2026-11-23 ----------------------------------------------------
TEMPLATE_BYTES = 1_000_000
TEMPLATE_RESOURCES = 500
TEMPLATE_OUTPUTS = 200
LOGICAL_ID = 255
TEMPLATE_ROOM = 300_000  # ours: what a stack holds beside its bodies, far more than any blueprint asks for
INLINE_BYTES = TEMPLATE_BYTES - TEMPLATE_ROOM

# CDK, https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html, by way of what the assembly asks for with
#   aws-cdk-lib 2, read 2026-11-28 -----------------------------------------------------------------
BOOTSTRAP_VERSION = 6

# Browsers, https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age,
#   read 2026-11-25 --------------------------------------------------------------------------------
PREFLIGHT_SECONDS = 86_400  # the longest that any of them remembers one

# CloudWatch Logs, https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
#   API_PutMetricFilter.html, read 2026-11-28 ------------------------------------------------------
KEYS_PER_FILTER = 30  # ours: their ids are known late, and take about 30 of 1,024 characters each

# CloudWatch Logs, https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
#   API_PutRetentionPolicy.html, read 2026-11-23 ---------------------------------------------------
RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
)  # fmt: skip
