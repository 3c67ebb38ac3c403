"""The smoke test: deploy the examples as a user does, call them, and take them down again.

There is no AWS account: an emulator on loopback stands for it. Run it with the
Python of the project, `.venv/bin/python tests/smoke/run.py`, or by `make smoke`.
It exits with 0 when everything is as it should be, with 1 when something is
not, and with 3 where it cannot run.
"""

import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import account
import bookstore
import chat
import clients
import intake
import machine
import members
import verified
import wrapper
from catalog import catalog
from cloud import Cloud, emulated
from example import Example, examples
from machine import Broken, Tools
from verdict import Verdict, with_unmet_gaps

FINE, FAILED, ELSEWHERE = 0, 1, 3


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    python = machine.find_python()
    if python is None:
        print("smoke: cannot run here: the emulator needs Python 3.13, and none was found")
        return ELSEWHERE
    try:
        tools = machine.install(python)
        started = time.monotonic()
        verdicts = [
            *smoke(tools),
            *printed(chat.story(tools)),
            *printed(members.story(tools)),
            *printed(wrapper.story(tools)),
        ]
    except Broken as problem:
        print(f"smoke: {problem}")
        return FAILED
    except KeyboardInterrupt:
        print("smoke: interrupted")
        return FAILED
    counts = Counter(verdict.word for verdict in verdicts)
    seconds = time.monotonic() - started
    print(f"smoke: {counts['ok']} ok, {counts['gap']} known gaps, {counts['FAIL']} failed, {seconds:.0f} s")
    return FAILED if counts["FAIL"] else FINE


def smoke(tools: Tools) -> list[Verdict]:
    """Make a cloud, live the life of the examples in it, and print every verdict as it is found."""
    verdicts = []
    with (
        tempfile.TemporaryDirectory(prefix="apicompiler-smoke-") as folder,
        catalog() as backend,
        emulated(tools, Path(folder)) as cloud,
    ):
        try:
            for verdict in printed(with_unmet_gaps(story(cloud, examples(cloud.work, backend)))):
                verdicts.append(verdict)
        except Exception:
            print(cloud.last_words)
            raise
        if any(verdict.word == "FAIL" for verdict in verdicts):
            print(cloud.last_words)
    return verdicts


def printed(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Pass verdicts on as they are found, and let everybody see them."""
    for verdict in verdicts:
        print(verdict, flush=True)
        yield verdict


def story(cloud: Cloud, both: Sequence[Example]) -> Iterator[Verdict]:
    """Do what a user does, from an empty account to an empty account."""
    cloud.prepare()
    yield Verdict("the emulator runs, and holds what the examples point at")

    yield from command(cloud, "bootstrap", both[:1])
    yield from command(cloud, "deploy", both, "--require-approval", "never")

    holdings = cloud.holdings(both)
    yield from account.deployed(holdings, {example.stack: cloud.template(example) for example in both})
    yield from verified.story(cloud, both, holdings)
    yield from bookstore.metered(holdings)
    yield from bookstore.named(holdings)
    yield from bookstore.answers(cloud.endpoint, holdings)
    yield from intake.answers(cloud.endpoint, holdings)
    yield from clients.called(cloud, holdings)
    arrivals = cloud.arrivals()
    yield from bookstore.arrived(arrivals)
    yield from intake.arrived(arrivals)
    yield from bookstore.logged(cloud.holdings(both))

    yield from command(cloud, "diff", both, "--fail")
    yield from command(cloud, "destroy", both, "--force")
    yield from account.gone(cloud.holdings(both))


def command(cloud: Cloud, name: str, chosen: Sequence[Example], *arguments: str) -> Iterator[Verdict]:
    """Run a command of the CDK CLI, without which there is nothing to go on with."""
    for example, code in cloud.cdk(name, chosen, *arguments):
        if code:
            raise Broken(f"cdk {name} {example.stack} ended with {code}\n{machine.tail(cloud.cdk_log(example))}")
        yield Verdict(f"cdk {name} {example.stack}")


if __name__ == "__main__":
    sys.exit(main())
