"""Runs Lambda functions as processes of this machine.

LocalEmu knows one way to run a function, in a container, and the suite
does without Docker. Here the emulator unpacks the code as always, and a Python
of its own calls the handler, once for every invocation.
"""

import json
import subprocess
import sys
from pathlib import Path

from localemu import config
from localemu.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localemu.services.lambda_.invocation.plugins import DockerRuntimeExecutorPlugin
from localemu.services.lambda_.invocation.runtime_executor import RuntimeExecutor

HANDLER = Path(__file__).parent / "handler.py"


class ProcessExecutor(RuntimeExecutor):
    """Calls a function in a process that ends with its answer."""

    variables: dict[str, str]
    logs = ""

    def start(self, env_vars: dict[str, str]) -> None:
        self.variables = {name: str(value) for name, value in env_vars.items()}

    def stop(self) -> None:
        pass

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localemu_lambda/{self.id}"

    def get_logs(self) -> str:
        return self.logs

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        function_version.config.code.destroy_cached()

    def invoke(self, payload: dict[str, str], function_timeout: int | None = None) -> InvocationResult:
        function = self.function_version.config
        code = function.code.get_unzipped_code_location()
        called = subprocess.run(
            [sys.executable, "-P", HANDLER, function.handler],
            input=payload["payload"] or "{}",
            capture_output=True,
            cwd=code,
            env={**self.variables, "LAMBDA_TASK_ROOT": str(code), "PYTHONPATH": str(code)},
            text=True,
            timeout=function.timeout,
        )
        self.logs = called.stderr
        answer = called.stdout or json.dumps({"errorType": "Runtime.ExitError", "errorMessage": called.stderr[-500:]})
        return InvocationResult(payload["invoke-id"], answer.encode(), called.returncode != 0, self.logs)


def install() -> None:
    DockerRuntimeExecutorPlugin.load = lambda self: ProcessExecutor
