// Serves the store of a folder on a port, with a token: {folder} {port} {token}. Prints the address, and
// ends with its input.
import { localService, serveLocal } from "../../../src/local.ts";

const [path = "runlog", port = "0", token = ""] = Deno.args;
await using service = await localService({ path });
await using server = await serveLocal(service, { port: Number(port), token });
console.log(server.url);
for await (const _ of Deno.stdin.readable);
