import { assertEquals, assertMatch } from "@std/assert";
import { guessMediaType } from "../../src/artifacts/media_type.ts";

const TYPES: readonly (readonly [string, string | undefined])[] = [
  ["data.csv", "text/csv"],
  ["data.csv.gz", "text/csv"],
  ["model.tar.gz", "application/x-tar"],
  ["notes.txt", "text/plain"],
  ["image.PNG", "image/png"],
  ["archive.gz", "application/gzip"],
  ["weights.unknown", undefined],
  ["Makefile", undefined],
  ["sheet.xlsx", undefined], // AWS's pattern refuses the dots of its type
  ["train.ts", "text/typescript"],
  ["train.mts", "text/typescript"],
  ["train.cts", "text/typescript"],
  ["types.d.ts", "text/typescript"],
  ["page.tsx", "text/tsx"],
  ["old.cjs", "text/javascript"],
  ["train.py", "text/x-python"],
  ["analysis.R", "text/x-r"],
  ["solve.m", "text/plain"],
  ["main.rs", "text/x-rust"],
  ["kernel.cu", "text/x-c"],
  ["uv.lock", "text/plain"],
  ["train.log", "text/plain"],
  ["train.log.gz", "text/plain"],
  [".gitignore", "text/plain"],
  ["graph.dot", "text/plain"],
  ["job.sh", "text/x-shellscript"],
  ["params.yaml", "text/yaml"],
  ["pyproject.toml", "application/toml"],
  ["notebook.ipynb", "application/x-ipynb+json"],
  ["events.jsonl.zst", "application/jsonl"],
  ["rows.ndjson", "application/jsonl"],
  ["table.parquet", "application/parquet"],
  ["model.safetensors", "application/octet-stream"],
  ["model.onnx", "application/octet-stream"],
  ["model.gguf", "application/octet-stream"],
  ["weights.pt", "application/octet-stream"],
  ["array.npy", "application/octet-stream"],
  ["arrays.npz", "application/zip"],
  ["store.h5", "application/x-hdf5"],
];

Deno.test("guessMediaType() gives no file that people write the type of a video, a font or a program", async () => {
  const endings =
    "ts mts cts tsx js mjs cjs jsx py ipynb r jl m rs go c cpp cu java kt scala swift sh " +
    "bat sql toml yaml yml json jsonl lock log txt md rst tex bib csv tsv ini cfg env diff patch dot";
  for (const ending of endings.split(" ")) {
    const type = await guessMediaType(`file.${ending}`);
    assertMatch(type ?? "", /^(text\/|application\/(json|jsonl|toml|sql|x-ipynb\+json)$)/, ending);
  }
});

for (const [name, type] of TYPES) {
  Deno.test(`guessMediaType() of ${name} is ${type}`, async () => {
    assertEquals(await guessMediaType(name), type);
  });
}
