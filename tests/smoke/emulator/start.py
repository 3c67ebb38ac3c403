"""Starts LocalEmu for the smoke test: on loopback, without Docker, with the resources the examples need."""

import bounds
import lambdas
import resources
import roles
import templates
from localemu.runtime.main import main

if __name__ == "__main__":
    bounds.install()
    lambdas.install()
    resources.install()
    roles.install()
    templates.install()
    main()
