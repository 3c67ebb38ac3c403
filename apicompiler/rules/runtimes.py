"""The runtimes in which Lambda still makes functions, each with the day from which it gets no more patches.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, by way of cfn-lint 1.58, read 2026-11-25.
"""

RUNTIMES = {
    "dotnet8": "2026-11-10", "dotnet10": "2028-11-14",
    "java8.al2": "2027-06-30", "java11": "2027-06-30", "java17": "2027-06-30", "java21": "2029-06-30",
    "java25": "2029-06-30",
    "nodejs18.x": "2025-09-01", "nodejs20.x": "2026-04-30", "nodejs22.x": "2027-04-30", "nodejs24.x": "2028-04-30",
    "provided.al2": "2026-07-31", "provided.al2023": "2029-06-30",
    "python3.9": "2025-12-15", "python3.10": "2026-10-31", "python3.11": "2027-06-30", "python3.12": "2028-10-31",
    "python3.13": "2029-06-30", "python3.14": "2029-06-30",
    "ruby3.2": "2026-03-31", "ruby3.3": "2027-03-31", "ruby3.4": "2028-03-31", "ruby4.0": "2029-03-31",
}  # fmt: skip
