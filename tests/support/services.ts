import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { createLocalService, type LocalService, openSqliteStore } from "../../src/local.ts";
import type { LocalServiceOptions } from "../../src/local/service.ts";

/** A local service over a store in a temporary folder, which goes away with it. */
export async function temporaryService(
  options: Omit<LocalServiceOptions, "store"> = {},
): Promise<LocalService & { readonly folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-service-" });
  const store = openSqliteStore({ folder, sqlite, fs, crypto });
  const service = createLocalService({ store, ...options });
  const close = async (): Promise<void> => {
    await service.close();
    await Deno.remove(folder, { recursive: true });
  };
  return { ...service, folder, close, [Symbol.asyncDispose]: close };
}
