"""Reads exported runs with DuckDB: how many there are, and sums of their columns."""

import json
import sys

import duckdb

request = json.load(sys.stdin)
read = {"csv": duckdb.read_csv, "jsonl": duckdb.read_json}
answers = {}
for form, path in request["paths"].items():
    runs = read[form](path)
    answers[form] = duckdb.sql(
        'SELECT count(*), count("parameters.lr"), sum("parameters.lr"), '
        'sum("metrics.loss.last"), count(DISTINCT "runName"), min("parameters.note") FROM runs'
    ).fetchall()[0]
json.dump(answers, sys.stdout)
