/**
 * Derives the media type of a file from its name.
 *
 * @module
 */
import { isMediaType } from "../rules/artifact.ts";

/** Extensions of compressed files, which do not identify the content. */
const ENCODINGS = /\.(gz|bz2|xz|br|zst|lz4|Z)$/i;

/**
 * Extensions by media type, where the standard table (`@std/media-types`, from IANA, Apache and
 * nginx) lacks them, has a type that AWS rejects for its dots, or has one that people who train models do
 * not mean: `.ts` is MPEG video there, `.rs` a telephone service, `.dot` a Word template. Source code and
 * other text for an editor is `text/…`, so that every reader shows it; formats with a registered type
 * keep it. Files of numbers and weights have no registered type that AWS accepts: they are bytes,
 * except where a short form of the type is common.
 */
const OWN_TYPES: Readonly<Record<string, string>> = {
  "text/typescript": "ts mts cts",
  "text/tsx": "tsx",
  "text/javascript": "cjs",
  "text/x-python": "py pyi pyx pyw",
  "text/x-r": "r",
  "text/markdown": "rmd qmd",
  "text/x-julia": "jl",
  "text/x-rust": "rs",
  "text/x-go": "go",
  "text/x-c": "hpp cxx hxx cu cuh cl ino",
  "text/x-csharp": "cs csx",
  "text/x-swift": "swift",
  "text/x-kotlin": "kt kts",
  "text/x-scala": "scala sc sbt",
  "text/x-ruby": "rb",
  "text/x-perl": "pl pm",
  "text/x-php": "php",
  "text/x-dart": "dart",
  "text/x-haskell": "hs",
  "text/x-shellscript": "sh bash zsh fish ksh",
  "text/x-tex": "tex cls sty",
  "text/x-bibtex": "bib",
  "text/x-rst": "rst",
  "text/x-diff": "diff patch",
  // `.m` is MATLAB, Octave or Objective-C, `.v` Verilog or Coq, `.vcf` variants or a visiting card:
  // text in each case.
  "text/plain":
    "m mm v sv vcf lock cfg conf env properties editorconfig gitignore gitattributes dockerignore " +
    "ps1 bat cmd awk sed tcl fs fsx ml mli clj cljs ex exs erl nim zig lisp el scm rkt vb d " +
    "proto prototxt pbtxt thrift graphql gql prisma tf tfvars hcl nix mk cmake gradle bazel bzl " +
    "mod sum dot gv org adoc jsonc out err trace prom fasta fa faa fna fastq fq bed sam gff gff3 " +
    "gtf smi sdf mol srt vue svelte po list lst",
  "application/x-ipynb+json": "ipynb",
  "application/json": "har topojson",
  "application/jsonl": "jsonl ndjson",
  "application/parquet": "parquet",
  "application/x-hdf5": "h5 hdf5",
  "application/x-sqlite3": "sqlite sqlite3",
  "application/zip": "npz whl keras mar",
  "application/x-tar": "tgz tbz2 txz",
  "application/zstd": "zst",
  "application/octet-stream":
    "safetensors onnx ort gguf ggml pt pth ckpt bin weights npy pkl pickle joblib pb tflite mlmodel " +
    "engine plan arrow feather ipc avro orc tfrecord tfrecords mat rds rdata msgpack db duckdb",
  "image/x-exr": "exr",
  "chemical/x-pdb": "pdb",
};

const TYPE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(OWN_TYPES).flatMap(([type, endings]) =>
    endings.split(" ").map((ending) => [`.${ending}`, type] as const)
  ),
);

/**
 * Returns the media type for a file name's extension, ignoring compression: `data.csv.gz` is
 * `text/csv`. Returns undefined if the extension is unknown, or if AWS's pattern does not allow the
 * media type: that of `.xlsx` contains dots.
 */
export async function guessMediaType(fileName: string): Promise<string | undefined> {
  return (await mediaTypes())(fileName);
}

/** Returns a function that does the same for many names, without waiting. */
export async function mediaTypes(): Promise<(fileName: string) => string | undefined> {
  // A table of 24 KB, loaded with the first file.
  const { typeByExtension } = await import("@std/media-types");
  return (fileName) => {
    for (const name of [fileName.replace(ENCODINGS, ""), fileName]) {
      const ending = endingOf(name).toLowerCase();
      const type = TYPE_OF.get(ending) ?? typeByExtension(ending);
      if (type !== undefined) return isMediaType(type) ? type : undefined;
    }
    return undefined;
  };
}

function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot === -1 ? "" : fileName.slice(dot);
}
