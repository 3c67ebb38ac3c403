"""Starts LocalEmu for the suite: on loopback, without Docker, with the resources the examples need."""

import authorizers
import bounds
import lambdas
import owners
import references
import refusals
import resources
import roles
import templates
from localemu.runtime.main import main

if __name__ == "__main__":
    bounds.install()
    authorizers.install()
    lambdas.install()
    owners.install()
    resources.install()
    refusals.install()
    roles.install()
    references.install()
    templates.install()
    main()
