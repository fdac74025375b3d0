/**
 * Listens in the runtime that runs it, with the time limits of its argument, and prints the port.
 * `/slow` answers once some other connection has ended, `/large` with more than a connection buffers.
 */
import { listen } from "../../src/server/listen.ts";

const limits = JSON.parse(process.argv.at(-1) ?? "");
const { promise: told, resolve: tell } = Promise.withResolvers<void>();
const { port } = await listen(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/tell") tell();
  if (pathname === "/slow") await told;
  if (pathname === "/large") return new Response(new Uint8Array(64 * 1024 * 1024));
  if (pathname === "/unread") return new Response("no", { status: 403 });
  const { byteLength } = await request.arrayBuffer();
  return new Response(`${byteLength}`);
}, { hostname: "127.0.0.1", port: 0, limits });
console.log(port);
