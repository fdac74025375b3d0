// Serves a local store whose answers come late, from a process of its own; prints its address, and
// ends with its input. Arguments: folder, milliseconds.
import { localService, serveLocal } from "../../src/local.ts";

const [path = "", latency = ""] = Deno.args;
await using service = await localService({ path });
await using server = await serveLocal({
  ...service,
  async fetch(request) {
    await new Promise((resolve) => setTimeout(resolve, Number(latency)));
    return await service.fetch(request);
  },
}, { token: false });
console.log(server.url);
for await (const _ of Deno.stdin.readable);
