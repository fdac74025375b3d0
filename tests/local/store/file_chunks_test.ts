import fs from "node:fs";
import { assertEquals, assertRejects } from "@std/assert";
import { chunksOfFile, rangeOfFile } from "../../../src/local/store/file_chunks.ts";
import { bytesOf } from "../../support/sample_bytes.ts";
import { inFolder } from "../../support/temporary_folder.ts";

async function lengthOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return length;
}

Deno.test("rangeOfFile() gives any range of a file, and fails where the file is shorter than recorded", () =>
  inFolder(async (folder) => {
    const size = 600_000;
    fs.writeFileSync(`${folder}/file`, bytesOf(size));
    const open = () => fs.promises.open(`${folder}/file`, "r");
    for (
      const [start, end] of [[0, size], [0, 0], [1, 2], [262_143, 262_145], [size, size]] as const
    ) {
      assertEquals(await lengthOf(rangeOfFile(await open(), "file", start, end)), end - start);
    }
    for (const end of [size + 1, 2 * size]) {
      const reading = lengthOf(rangeOfFile(await open(), "file", 0, end));
      await assertRejects(() => reading, Error, "it is shorter than recorded");
    }
  }));

Deno.test("chunksOfFile() gives the first bytes of a file, or all of a shorter one", () =>
  inFolder(async (folder) => {
    fs.writeFileSync(`${folder}/file`, bytesOf(2_500_000));
    await using handle = await fs.promises.open(`${folder}/file`, "r");
    for (
      const [wanted, expected] of [[0, 0], [7, 7], [2_500_000, 2_500_000], [
        3e6,
        2_500_000,
      ]] as const
    ) {
      assertEquals(await lengthOf(chunksOfFile(handle, wanted)), expected);
    }
  }));
