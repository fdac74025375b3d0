"""Runs named checks, and prints which of them failed and why."""

import json
import sys
import traceback


def run_checks(versions, checks):
    failures = {}
    for check in checks:
        try:
            check()
        except Exception:
            failures[check.__doc__] = traceback.format_exc()
    json.dump({"versions": versions, "count": len(checks), "failures": failures}, sys.stdout)


def equal(seen, expected):
    if seen == expected:
        return
    if isinstance(seen, dict) and isinstance(expected, dict):
        # What differs, of many.
        seen, expected = dict(seen.items() - expected.items()), dict(expected.items() - seen.items())
    raise AssertionError(f"{seen!r} is not {expected!r}")


def big_bytes():
    """More than 20 MiB of which no two parts are the same."""
    return b"".join(number.to_bytes(8, "big") for number in range(2_700_000)) + b"end"
