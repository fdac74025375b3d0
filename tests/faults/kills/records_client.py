"""Records components and points with boto3 until it is stopped."""

import datetime
import math

from botocore.exceptions import BotoCoreError
from client import client, is_stopped, tell, until_done

ONCE = {"total_max_attempts": 1}
# A batch of points is one by its invocation, which only boto3's own attempts share.
OFTEN = {"mode": "legacy", "total_max_attempts": 12}
sagemaker = client("sagemaker", ONCE)
metrics = client("sagemaker-metrics", OFTEN)

number = 0
while not is_stopped():
    name = f"boto3-{number}"
    until_done(
        sagemaker.create_trial_component,
        ("already exists",),
        TrialComponentName=name,
        Parameters={"number": {"NumberValue": number}},
    )
    tell(kind="component", name=name, parameters={"number": number})
    values = []
    try:
        for _ in range(4):
            now = datetime.datetime.now(datetime.timezone.utc)
            data = []
            for _ in range(10):
                value = math.cos(number * 40 + len(values))
                data.append({"MetricName": "loss", "Value": value, "Step": len(values), "Timestamp": now})
                values.append(value)
            answer = metrics.batch_put_metrics(TrialComponentName=name, MetricData=data)
            if answer.get("Errors"):
                raise RuntimeError(str(answer["Errors"]))
        tell(kind="points", component=name, metric="loss", values=values)
    except BotoCoreError:
        # It gave up: nothing was acknowledged.
        pass
    number += 1
