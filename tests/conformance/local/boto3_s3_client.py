"""Uses a served local store as S3 by what boto3 has above single requests.

Reads {"url": ..., "token": ...} from standard input; prints what was seen.
"""

import io
import json
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from checked_client import refusal

SERVER = json.load(sys.stdin)
URL = SERVER["url"]
MIB = 1024 * 1024
BUCKET, OTHER = "tools-bucket", "other-bucket"
KEYS = ["a b+c", "%2e%2e/%25", "ü/日本/🎉", "quo'te\"s&<x>", "new\nline", "tab\there", "=?#;,@!"]
seen = {}


def client(**config):
    return boto3.client(
        "s3",
        endpoint_url=URL,
        region_name="eu-west-1",
        aws_access_key_id=SERVER["token"],
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **config),
    )


s3 = client()


def transfers():
    for bucket in (BUCKET, OTHER):
        s3.create_bucket(Bucket=bucket)
        s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    body = bytes(range(256)) * 4096 * 12 + b"end"
    parts = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    extra = {"Metadata": {"from": "here"}, "ContentType": "text/csv"}
    s3.upload_fileobj(io.BytesIO(body), BUCKET, "big", ExtraArgs=extra, Config=parts)
    s3.get_waiter("object_exists").wait(Bucket=BUCKET, Key="big")
    s3.copy({"Bucket": BUCKET, "Key": "big"}, OTHER, "copy", Config=parts)
    into = io.BytesIO()
    s3.download_fileobj(OTHER, "copy", into, Config=parts)
    head = s3.head_object(Bucket=OTHER, Key="copy")
    seen["copied"] = [into.getvalue() == body, head["Metadata"], head["ContentType"]]
    read = [s3.get_object(Bucket=BUCKET, Key="big", PartNumber=number)["Body"].read() for number in (1, 2, 3)]
    seen["parts"] = b"".join(read) == body
    found = s3.get_object_attributes(
        Bucket=BUCKET, Key="big", ObjectAttributes=["ObjectParts", "ObjectSize"], MaxParts=2
    )
    seen["attributes"] = [found["ObjectSize"] == len(body), found["ObjectParts"]["TotalPartsCount"]]


def conditions():
    etag = s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", IfNoneMatch="*")["ETag"]
    seen["conditions"] = [
        refusal(s3.put_object, Bucket=BUCKET, Key="k", Body=b"y", IfNoneMatch="*"),
        refusal(s3.delete_object, Bucket=BUCKET, Key="k", IfMatch='"other"'),
        refusal(s3.delete_object, Bucket=BUCKET, Key="k", IfMatch=etag),
        refusal(s3.delete_object, Bucket=BUCKET, Key="k", IfMatch=etag),
    ]
    s3.get_waiter("object_not_exists").wait(Bucket=BUCKET, Key="k")


def unfinished():
    ids = [s3.create_multipart_upload(Bucket=BUCKET, Key=f"u{number}")["UploadId"] for number in range(3)]
    for number in (1, 2, 3):
        s3.upload_part(Bucket=BUCKET, Key="u0", UploadId=ids[0], PartNumber=number, Body=b"x")
    pages = s3.get_paginator("list_multipart_uploads").paginate(
        Bucket=BUCKET, PaginationConfig={"PageSize": 2}
    )
    seen["uploads"] = [upload["Key"] for page in pages for upload in page.get("Uploads", [])]
    pages = s3.get_paginator("list_parts").paginate(
        Bucket=BUCKET, Key="u0", UploadId=ids[0], PaginationConfig={"PageSize": 2}
    )
    seen["listedParts"] = [part["PartNumber"] for page in pages for part in page["Parts"]]


def presigned():
    answers = []
    for version in ("s3v4", "s3"):
        signer = client(signature_version=version)
        put = signer.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "signed ü"})
        request = urllib.request.Request(put, data=version.encode(), method="PUT")
        request.add_header("Content-Type", "")
        with urllib.request.urlopen(request) as answer:
            answers.append(answer.status)
        params = {"Bucket": BUCKET, "Key": "signed ü", "ResponseContentType": "text/x"}
        with urllib.request.urlopen(signer.generate_presigned_url("get_object", Params=params)) as answer:
            answers.append([answer.read().decode(), answer.headers["content-type"]])
    seen["presigned"] = answers


def small_ones():
    s3.put_object(Bucket=BUCKET, Key="tagged", Body=b"x", Tagging="a=1")
    s3.put_object_tagging(
        Bucket=BUCKET, Key="tagged", Tagging={"TagSet": [{"Key": "b&c", "Value": "<2>"}]}
    )
    seen["tags"] = s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"]
    grants = s3.get_object_acl(Bucket=BUCKET, Key="tagged")["Grants"]
    seen["acl"] = [[grant["Grantee"]["Type"], grant["Permission"]] for grant in grants]
    seen["versioning"] = s3.get_bucket_versioning(Bucket=BUCKET).get("Status")
    seen["refused"] = [
        refusal(s3.get_bucket_policy, Bucket=BUCKET),
        refusal(s3.put_object, Bucket=BUCKET, Key="x", Body=b"", ACL="public-read"),
        refusal(s3.list_objects_v2, Bucket=BUCKET, ContinuationToken="garbage"),
        refusal(s3.put_object, Bucket=BUCKET, Key="a/../b", Body=b"x"),
        refusal(s3.put_object, Bucket=BUCKET, Key=".", Body=b"x"),
    ]


def removal():
    for key in KEYS:
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    seen["odd"] = all(
        s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == key.encode() for key in KEYS
    )
    seen["full"] = refusal(s3.delete_bucket, Bucket=BUCKET)
    resource = boto3.resource(
        "s3",
        endpoint_url=URL,
        region_name="eu-west-1",
        aws_access_key_id=SERVER["token"],
        aws_secret_access_key="local",
    )
    for bucket in (BUCKET, OTHER):
        resource.Bucket(bucket).objects.all().delete()
        resource.Bucket(bucket).delete()
        s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)
    seen["left"] = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


for step in (transfers, conditions, unfinished, presigned, small_ones, removal):
    step()
json.dump(seen, sys.stdout)
