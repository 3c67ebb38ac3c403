"""Calls the handler of a Lambda function: the event comes in at stdin, its answer goes out at stdout."""

import json
import sys
import traceback
from importlib import import_module


def main(handler: str) -> int:
    answer, sys.stdout = sys.stdout, sys.stderr
    module, _, function = handler.rpartition(".")
    try:
        result = getattr(import_module(module), function)(json.load(sys.stdin), None)
    except Exception as error:
        traceback.print_exc()
        json.dump({"errorType": type(error).__name__, "errorMessage": str(error)}, answer)
        return 1
    json.dump(result, answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
