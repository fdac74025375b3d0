/** Serves a store in the runtime that runs it, prints the address, and ends with its standard input. */
import crypto from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import sqlite from "node:sqlite";
import { serveLocal } from "../../src/server/serve_local.ts";
import { createLocalService } from "../../src/local/service.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";

const store = openSqliteStore({ folder: process.argv[2] ?? "", sqlite, fs, crypto });
const server = await serveLocal(createLocalService({ store }));
console.log(server.url);
process.stdin.resume();
process.stdin.on("end", () => process.exit());
