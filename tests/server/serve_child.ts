/** Serves a store in the runtime that runs it, prints the address and the token, and ends with its standard input. */
import process from "node:process";
import { localService, serveLocal } from "../../src/local.ts";

const server = await serveLocal(await localService({ path: process.argv[2] ?? "" }));
console.log(`${server.url} ${server.token}`);
process.stdin.resume();
process.stdin.on("end", () => process.exit());
