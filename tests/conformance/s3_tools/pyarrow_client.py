"""Uses a served local store by pyarrow's own S3 client, which is AWS's SDK for C++.

Reads {"tree": {path: text}} from standard input.
"""

import json
import os
import sys

import pyarrow
from checks import big_bytes, equal, run_checks
from pyarrow import csv, dataset, fs, parquet

TREE = json.load(sys.stdin)["tree"]
MIB = 1024 * 1024
BUCKET = "tools"
s3 = fs.S3FileSystem(
    endpoint_override=os.environ["AWS_ENDPOINT_URL"],
    allow_bucket_creation=True,
    allow_bucket_deletion=True,
    retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=1),
)


def write(path, body):
    with s3.open_output_stream(path) as file:
        file.write(body)


def read(path):
    with s3.open_input_stream(path) as file:
        return file.read()


def tree_at(prefix):
    files = s3.get_file_info(fs.FileSelector(prefix, recursive=True, allow_not_found=True))
    return {
        info.path[len(prefix) + 1 :]: read(info.path).decode()
        for info in files
        if info.type == fs.FileType.File
    }


def make():
    """create_dir of a bucket and of folders"""
    s3.create_dir(BUCKET)
    s3.create_dir(f"{BUCKET}/empty folder/ü+1", recursive=True)
    kinds = [info.type for info in s3.get_file_info([BUCKET, f"{BUCKET}/empty folder/ü+1", f"{BUCKET}/absent"])]
    equal(kinds, [fs.FileType.Directory, fs.FileType.Directory, fs.FileType.NotFound])


def odd():
    """odd names: written, listed, read"""
    for path, text in TREE.items():
        write(f"{BUCKET}/up/{path}", text.encode())
    equal(tree_at(f"{BUCKET}/up"), TREE)
    names = {path.split("/")[1] for path in TREE if path.startswith("files/")}
    listed = s3.get_file_info(fs.FileSelector(f"{BUCKET}/up/files"))
    equal({info.base_name for info in listed}, names)
    equal([info.base_name for info in s3.get_file_info(fs.FileSelector(f"{BUCKET}/up"))], ["files", "folders"])


def move():
    """copy_file and move of odd names"""
    for path in TREE:
        s3.copy_file(f"{BUCKET}/up/{path}", f"{BUCKET}/copied/{path}")
    equal(tree_at(f"{BUCKET}/copied"), TREE)
    for path in TREE:
        s3.move(f"{BUCKET}/copied/{path}", f"{BUCKET}/moved/{path}")
    equal(tree_at(f"{BUCKET}/moved"), TREE)
    equal(tree_at(f"{BUCKET}/copied"), {})


def parts():
    """an output stream in parts, read back by ranges"""
    body = big_bytes()
    metadata = {"Content-Type": "text/x", "x-amz-meta-from": "here"}
    with s3.open_output_stream(f"{BUCKET}/big", metadata=metadata) as file:
        for start in range(0, len(body), 6 * MIB):
            file.write(body[start : start + 6 * MIB])
    equal(read(f"{BUCKET}/big") == body, True)
    with s3.open_input_file(f"{BUCKET}/big") as file:
        equal(file.size(), len(body))
        equal(file.read_at(100, 11 * MIB), body[11 * MIB : 11 * MIB + 100])
    with s3.open_input_stream(f"{BUCKET}/big") as file:
        metadata = file.metadata()
    equal(metadata["Content-Type"], b"text/x")
    equal(metadata["ETag"].strip(b'"').split(b"-")[1:], [b"3"])


def tables():
    """parquet and CSV: a dataset in folders, written and read"""
    table = pyarrow.table({"half": [n % 2 for n in range(10_000)], "loss": [1 / (n + 1) for n in range(10_000)]})
    base = f"{BUCKET}/set ü+1"
    dataset.write_dataset(table, base, format="parquet", partitioning=["half"], filesystem=s3, max_rows_per_file=2_000, max_rows_per_group=1_000)
    read_set = dataset.dataset(base, format="parquet", partitioning=["half"], filesystem=s3)
    equal(len(read_set.files), 6)
    back = read_set.to_table(filter=dataset.field("half") == 1)
    equal(sorted(back["loss"].to_pylist()), sorted(table.filter(pyarrow.compute.equal(table["half"], 1))["loss"].to_pylist()))
    parquet.write_table(table, f"{BUCKET}/one.parquet", filesystem=s3)
    equal(parquet.read_table(f"{BUCKET}/one.parquet", filesystem=s3).equals(table), True)
    with s3.open_output_stream(f"{BUCKET}/one.csv.gz", compression="gzip") as file:
        csv.write_csv(table, file)
    with s3.open_input_stream(f"{BUCKET}/one.csv.gz", compression="gzip") as file:
        equal(csv.read_csv(file).num_rows, 10_000)


def replace():
    """a dataset written again, with what was there deleted"""
    base = f"{BUCKET}/set ü+1"
    table = pyarrow.table({"half": [0], "loss": [0.5]})
    dataset.write_dataset(table, base, format="parquet", partitioning=["half"], filesystem=s3, existing_data_behavior="delete_matching")
    read_set = dataset.dataset(base, format="parquet", partitioning=["half"], filesystem=s3)
    equal(read_set.count_rows(filter=dataset.field("half") == 0), 1)
    equal(read_set.count_rows(filter=dataset.field("half") == 1), 5_000)


def refusals():
    """what the store lacks is refused by name"""
    try:
        with s3.open_output_stream(f"{BUCKET}/x", metadata={"ACL": "public-read"}) as file:
            file.write(b"x")
    except OSError as error:
        equal("x-amz-acl" in str(error), True)
    else:
        raise AssertionError("A grant to everybody was accepted")


def remove():
    """delete_file, delete_dir_contents, delete_dir"""
    s3.delete_file(f"{BUCKET}/moved/files/100%")
    equal(s3.get_file_info(f"{BUCKET}/moved/files/100%").type, fs.FileType.NotFound)
    s3.delete_dir_contents(f"{BUCKET}/moved")
    equal(tree_at(f"{BUCKET}/moved"), {})
    s3.delete_dir(f"{BUCKET}/up")
    equal(s3.get_file_info(f"{BUCKET}/up").type, fs.FileType.NotFound)
    s3.delete_dir(BUCKET)
    equal(s3.get_file_info(fs.FileSelector("")), [])


run_checks(
    {"pyarrow": pyarrow.__version__},
    [make, odd, move, parts, tables, replace, refusals, remove],
)
