"""What the boto3 clients of the kill test share: {url} {token} {stop file} as arguments."""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

URL, TOKEN, STOP = sys.argv[1:4]


def client(service, retries):
    return boto3.client(
        service,
        endpoint_url=URL,
        region_name="local",
        aws_access_key_id=TOKEN,
        aws_secret_access_key="local",
        config=Config(retries=retries, s3={"addressing_style": "path"}),
    )


def is_stopped():
    return os.path.exists(STOP)


def tell(**acknowledged):
    print(json.dumps(acknowledged), flush=True)


def until_done(call, done=(), **arguments):
    """Tries until a request is answered; `done` are the errors that an earlier attempt causes."""
    attempt = 0
    while True:
        attempt += 1
        try:
            return call(**arguments)
        except ClientError as error:
            if attempt > 1 and any(word in str(error) for word in done):
                return None
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise
        except BotoCoreError:
            pass
        time.sleep(0.05)
