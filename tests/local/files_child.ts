// Stores two files of {folder} under a few keys by the port, again and again, until it is killed.
import process from "node:process";
import { localService } from "../../src/local.ts";

const folder = process.argv.at(-1) ?? "";
const service = await localService({ path: `${folder}/store` });
const bucket = "demo-bucket";
await service.fetch(new Request(`http://runlog.local/${bucket}`, { method: "PUT" }));
for (let turn = 0;; turn++) {
  await Promise.all(
    [10_000, 3 * 1024 * 1024].map(async (size, index) => {
      const path = `${folder}/${size}.bin`;
      const object = { bucket, key: `k${(turn + index) % 3}`, bucketOwner: undefined };
      const disk = { path, size, check: () => Promise.resolve() };
      const body = new ReadableStream<Uint8Array>();
      await service.files.put({ body, disk }, { ...object, mediaType: undefined });
    }),
  );
  if (turn === 0) console.log("begun");
}
