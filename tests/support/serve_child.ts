// Serves a local store from a process of its own; prints its address, and ends with its input.
import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { createLocalService, openSqliteStore, serveLocal } from "../../src/local.ts";

const store = openSqliteStore({ folder: Deno.args[0] ?? "runlog", sqlite, fs, crypto });
await using service = createLocalService({ store });
await using server = await serveLocal(service);
console.log(server.url);
for await (const _ of Deno.stdin.readable);
