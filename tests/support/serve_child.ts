// Serves a local store from a process of its own; prints its address and token, and ends with its input.
import { localService, serveLocal } from "../../src/local.ts";

await using service = await localService({ path: Deno.args[0] ?? "runlog" });
await using server = await serveLocal(service);
console.log(`${server.url} ${server.token}`);
for await (const _ of Deno.stdin.readable);
