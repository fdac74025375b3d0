"""Uses a served local store by s3fs, and by pandas through it, with the variables of AWS alone.

Reads {"tree": {path: text}} from standard input.
"""

import json
import sys
import tempfile
from pathlib import Path

import pandas
import s3fs
from checks import big_bytes, equal, run_checks

TREE = json.load(sys.stdin)["tree"]
MIB = 1024 * 1024
BUCKET = "tools"
fs = s3fs.S3FileSystem(use_listings_cache=False, default_block_size=5 * MIB)


def tree_at(prefix):
    return {path[len(prefix) + 1 :]: fs.cat_file(path).decode() for path in fs.find(prefix)}


def make():
    """mkdir"""
    fs.mkdir(BUCKET)
    equal(fs.ls(""), [BUCKET])
    equal(fs.exists(BUCKET), True)


def copy_up():
    """pipe and cat of odd names"""
    fs.pipe({f"{BUCKET}/up/{path}": text.encode() for path, text in TREE.items()})
    equal(tree_at(f"{BUCKET}/up"), TREE)


def folders():
    """put and get of folders with odd names"""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in TREE.items():
            file = Path(folder, "from", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        fs.put(f"{folder}/from/", f"{BUCKET}/put/", recursive=True)
        equal(tree_at(f"{BUCKET}/put"), TREE)
        fs.get(f"{BUCKET}/put/", f"{folder}/to/", recursive=True)
        to = Path(folder, "to")
        seen = {str(file.relative_to(to)): file.read_text() for file in to.rglob("*") if file.is_file()}
        equal(seen, TREE)


def listing():
    """ls, find, info, du and glob"""
    names = {path.split("/")[1] for path in TREE if path.startswith("files/")}
    equal({path.rsplit("/", 1)[1] for path in fs.ls(f"{BUCKET}/up/files")}, names)
    equal({entry["type"] for entry in fs.ls(f"{BUCKET}/up/folders", detail=True)}, {"directory"})
    equal(fs.du(f"{BUCKET}/up"), sum(len(text.encode()) for text in TREE.values()))
    equal(fs.info(f"{BUCKET}/up/files/a b+c.txt")["size"], len("files/a b+c.txt"))
    equal(fs.glob(f"{BUCKET}/up/files/pl*.txt"), [f"{BUCKET}/up/files/plain.txt"])
    equal(fs.isdir(f"{BUCKET}/up/folders"), True)
    equal(list(fs.walk(f"{BUCKET}/up"))[0][1], ["files", "folders"])


def move():
    """mv and cp of odd names within the store"""
    for path in TREE:
        source, target = f"{BUCKET}/put/{path}", f"{BUCKET}/moved/{path}"
        if "?" in path:
            # A wildcard to mv.
            fs.cp_file(source, target)
            fs.rm_file(source)
        else:
            fs.mv(source, target)
    equal(tree_at(f"{BUCKET}/moved"), TREE)
    equal(tree_at(f"{BUCKET}/put"), {})
    fs.copy(f"{BUCKET}/moved/", f"{BUCKET}/copied/", recursive=True)
    equal(tree_at(f"{BUCKET}/copied"), TREE)


def parts():
    """writing and reading in parts"""
    body = big_bytes()
    with fs.open(f"{BUCKET}/big", "wb", block_size=5 * MIB) as file:
        for start in range(0, len(body), 5 * MIB):
            file.write(body[start : start + 5 * MIB])
    equal(fs.info(f"{BUCKET}/big")["ETag"].strip('"').split("-")[1:], ["5"])
    equal(fs.cat_file(f"{BUCKET}/big") == body, True)
    with fs.open(f"{BUCKET}/big", "rb", block_size=MIB) as file:
        file.seek(10 * MIB)
        equal(file.read(100), body[10 * MIB : 10 * MIB + 100])
    equal(fs.cat_file(f"{BUCKET}/big", start=-3), b"end")


def appending():
    """appending to small and large objects"""
    fs.pipe_file(f"{BUCKET}/log", b"one ")
    for key, before in (("log", b"one "), ("big", big_bytes())):
        with fs.open(f"{BUCKET}/{key}", "ab") as file:
            file.write(b"two")
        equal(fs.cat_file(f"{BUCKET}/{key}") == before + b"two", True)


def description():
    """metadata, tags, checksums and presigned addresses"""
    import urllib.request

    path = f"{BUCKET}/moved/files/a b+c.txt"
    fs.setxattr(path, note="x")
    equal(fs.getxattr(path, "note"), "x")
    fs.put_tags(path, {"kind": "a b"})
    equal(fs.get_tags(path), {"kind": "a b"})
    with urllib.request.urlopen(fs.url(path)) as answer:
        equal(answer.read().decode(), "files/a b+c.txt")
    fs.touch(f"{BUCKET}/empty")
    equal(fs.info(f"{BUCKET}/empty")["size"], 0)


def frames():
    """pandas: to_csv, read_csv, to_parquet, read_parquet"""
    frame = pandas.DataFrame({"epoch": range(1000), "loss": [1 / (n + 1) for n in range(1000)]})
    frame.to_csv(f"s3://{BUCKET}/frames/a b+c.csv", index=False)
    pandas.testing.assert_frame_equal(pandas.read_csv(f"s3://{BUCKET}/frames/a b+c.csv"), frame)
    frame.to_parquet(f"s3://{BUCKET}/frames/ü.parquet")
    pandas.testing.assert_frame_equal(pandas.read_parquet(f"s3://{BUCKET}/frames/ü.parquet"), frame)
    frame.to_json(f"s3://{BUCKET}/frames/x.json.gz", orient="records", lines=True)
    back = pandas.read_json(f"s3://{BUCKET}/frames/x.json.gz", orient="records", lines=True)
    pandas.testing.assert_frame_equal(back, frame)
    frame.assign(half=frame.epoch % 2).to_parquet(f"s3://{BUCKET}/frames/split", partition_cols=["half"])
    equal(len(pandas.read_parquet(f"s3://{BUCKET}/frames/split", filters=[("half", "=", 1)])), 500)


def versions():
    """versions: each object has one"""
    aware = s3fs.S3FileSystem(version_aware=True, use_listings_cache=False)
    seen = aware.object_version_info(f"{BUCKET}/moved/files/plain.txt")
    equal([(version["VersionId"], version["IsLatest"]) for version in seen], [("null", True)])
    equal(aware.cat_file(f"{BUCKET}/moved/files/plain.txt").decode(), "files/plain.txt")


def refusals():
    """what the store lacks is refused by name"""
    try:
        fs.chmod(f"{BUCKET}/big", "public-read")
    except Exception as error:
        equal("acl" in str(error).lower(), True)
    else:
        raise AssertionError("A grant to everybody was accepted")


def remove():
    """rm, rm -r and rmdir"""
    fs.rm(f"{BUCKET}/moved/files/100%")
    equal(fs.exists(f"{BUCKET}/moved/files/100%"), False)
    fs.rm(f"{BUCKET}/moved", recursive=True)
    equal(tree_at(f"{BUCKET}/moved"), {})
    fs.rm(BUCKET, recursive=True)
    equal(fs.ls(""), [])


run_checks(
    {"s3fs": s3fs.__version__, "pandas": pandas.__version__},
    [make, copy_up, folders, listing, move, parts, appending, description, frames, versions, refusals, remove],
)
