"""Starts LocalEmu for the smoke test: on loopback, without Docker, with the resources a bookstore needs."""

import bounds
import lambdas
import resources
from localemu.runtime.main import main

if __name__ == "__main__":
    bounds.install()
    lambdas.install()
    resources.install()
    main()
