"""Calls services in the account of the role that API Gateway takes on.

LocalEmu takes the role on, and so looks at whether it may, but in an account
of its own; a service that is told a name rather than an ARN finds nothing
there.
"""

import re

from localemu.services.apigateway.next_gen.execute_api.integrations import aws
from localemu.utils.aws.arns import extract_account_id_from_arn


def install() -> None:
    taken_on = aws.get_internal_mocked_headers

    def in_account_of_role(
        service_name: str, region_name: str, source_arn: str, role_arn: str | None
    ) -> dict[str, str]:
        headers = taken_on(service_name, region_name, source_arn, role_arn)
        if role_arn:
            # Twelve digits as a key are the account it belongs to.
            account = extract_account_id_from_arn(role_arn)
            headers["Authorization"] = re.sub(r"(?<=Credential=)\w+", account, headers["Authorization"])
            del headers["X-Amz-Security-Token"]
        return headers

    aws.get_internal_mocked_headers = in_account_of_role
