"""Prints every public name, argument, default and constant of the Python SDK's `Run` as JSON."""

import inspect
import json
import sys

from sdk import module

run = module("experiments.run")

SPECIAL = ("__init__", "__enter__", "__exit__", "__getstate__")


def arguments(name, function):
    found = []
    for argument in inspect.signature(function).parameters.values():
        if argument.name in ("self", "exc_type", "exc_value", "exc_traceback"):
            continue
        default = argument.default
        if default is inspect.Parameter.empty:
            text = ""
        else:
            text = f"={default}"
        found.append(f"{name}({argument.name}{text})")
    return found or [f"{name}()"]


def rows():
    for name, member in inspect.getmembers(run.Run):
        if name == "__init__":
            yield from arguments("Run", member)
        elif name in SPECIAL or not name.startswith("_"):
            if callable(member):
                yield from arguments(f"Run.{name}", member)
            else:
                yield f"Run.{name}"
    for name in ("load_run", "list_runs"):
        yield from arguments(name, getattr(run, name))
    for kind in (run.SortByType, run.SortOrderType):
        for member in kind:
            yield f"{member} = {member.value}"
    for name, value in vars(run).items():
        if name.isupper() and name not in ("TYPE_CHECKING", "RUN_TC_TAG"):
            yield f"{name} = {value}"


json.load(sys.stdin)
json.dump(list(rows()), sys.stdout)
