"""Opens and closes one run with the official SageMaker Python SDK, and says how long it took."""

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)

import boto3
from sagemaker.experiments.run import Run
from sagemaker.session import Session

request = json.load(sys.stdin)
session = Session(boto_session=boto3.Session(), default_bucket="sagemaker-local-000000000000")
session.sagemaker_client.list_experiments()
started = time.perf_counter()
with Run(
    experiment_name=request["experimentName"],
    run_name=request["runName"],
    sagemaker_session=session,
):
    pass
took = (time.perf_counter() - started) * 1000
json.dump({"milliseconds": took, "warmUp": 1}, sys.stdout)
