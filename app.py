"""`cdk deploy` starts here: compile, then emit."""

from apicompiler.cdk import main

if __name__ == "__main__":
    main()
