"""Reads exported runs with DuckDB: how many there are, and sums of their columns."""

import json
import sys

import duckdb

request = json.load(sys.stdin)
read = {"csv": duckdb.read_csv, "jsonl": duckdb.read_json, "parquet": duckdb.read_parquet}
answers = {}
for form, path in request["paths"].items():
    runs = read[form](path)
    answers[form] = duckdb.sql(
        'SELECT count(*), count("parameters.lr"), sum("parameters.lr"), '
        'sum("metrics.loss.last"), count(DISTINCT "runName"), min("parameters.note") FROM runs'
    ).fetchall()[0]
history = duckdb.read_parquet(request["history"])
answers["types"] = [str(kind) for kind in history.types]
answers["history"] = duckdb.sql(
    "SELECT count(*), count(DISTINCT run), sum(step), sum(value), "
    "epoch_ms(max(timestamp)) FROM history"
).fetchall()[0]
json.dump(answers, sys.stdout)
