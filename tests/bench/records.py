"""Lists the runs of an experiment with the official SageMaker Python SDK, and says how long it took."""

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)

import boto3
from sagemaker.experiments import list_runs
from sagemaker.session import Session

request = json.load(sys.stdin)
session = Session(boto_session=boto3.Session(), default_bucket="sagemaker-local-000000000000")
session.sagemaker_client.list_experiments()
started = time.perf_counter()
runs = list_runs(
    experiment_name=request["experimentName"],
    sagemaker_session=session,
)
took = (time.perf_counter() - started) * 1000
json.dump({"milliseconds": took, "runs": len(runs), "warmUp": 1}, sys.stdout)
