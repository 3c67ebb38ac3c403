"""Starts LocalEmu for the smoke test: on loopback, without Docker, with the resources a bookstore needs."""

import lambdas
import loopback
import resources
from localemu.runtime.main import main

if __name__ == "__main__":
    loopback.install()
    lambdas.install()
    resources.install()
    main()
