"""Lets devices in by a token that was signed for them: `name.signature`."""

import hashlib
import hmac

from policy import answer, secret, unauthorized


def handler(event, context):
    device, _, signature = event["authorizationToken"].partition(".")
    expected = hmac.new(secret().encode(), device.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise unauthorized()
    # The answer is remembered for the token, so it speaks of all that the device may do, not of this call.
    stage = "/".join(event["methodArn"].split("/")[:2])
    return answer(device, f"{stage}/POST/devices/{device}/*")
