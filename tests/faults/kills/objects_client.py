"""Stores objects with boto3 until it is stopped: whole, in parts, as copies, and deletes some."""

import hashlib

from client import client, is_stopped, tell, until_done

s3 = client("s3", {"total_max_attempts": 1})
BUCKET = "kills-boto3"


def digest(body):
    return hashlib.sha256(body).hexdigest()


def put_in_parts(key, body):
    """An upload that was completed is gone for the next attempt, which finds the object."""
    upload = until_done(s3.create_multipart_upload, Bucket=BUCKET, Key=key)["UploadId"]
    part = until_done(
        s3.upload_part, Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, Body=body
    )
    until_done(
        s3.complete_multipart_upload,
        ("NoSuchUpload",),
        Bucket=BUCKET,
        Key=key,
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )


until_done(s3.create_bucket, ("BucketAlreadyOwnedByYou",), Bucket=BUCKET)
number = 0
while not is_stopped():
    body = bytes((at * 7 + number) % 256 for at in range(1 + number * 1_009 % 30_000))
    key = f"{number}/a b+é"
    until_done(s3.put_object, Bucket=BUCKET, Key=key, Body=body)
    tell(kind="object", bucket=BUCKET, key=key, sha256=digest(body))
    put_in_parts("parts", body)
    tell(kind="object", bucket=BUCKET, key="parts", sha256=digest(body))
    until_done(
        s3.copy_object, Bucket=BUCKET, Key=f"{number}/copy", CopySource={"Bucket": BUCKET, "Key": key}
    )
    tell(kind="object", bucket=BUCKET, key=f"{number}/copy", sha256=digest(body))
    if number % 2:
        until_done(s3.delete_objects, Bucket=BUCKET, Delete={"Objects": [{"Key": key}]})
        tell(kind="gone", bucket=BUCKET, key=key)
    number += 1
