// Serves a store until its input ends; answers each line of it with the memory that is in use.
import { localService, serveLocal } from "../../../src/local.ts";

await using service = await localService({ path: Deno.args[0] ?? "runlog" });
await using server = await serveLocal(service);
console.log(`${server.url} ${server.token}`);
// `--v8-flags=--expose-gc` adds it.
const { gc } = globalThis as { readonly gc?: () => void };
for await (const _ of Deno.stdin.readable) {
  gc?.();
  const { rss, heapUsed } = Deno.memoryUsage();
  console.log(JSON.stringify({ rss, heapUsed }));
}
