/**
 * The parts of a local store, for those who write one. They are the port that stores entities,
 * points and files, and the store in a folder, which accepts any SQLite. To record and read runs,
 * you need only `@runlog/sagemaker/local`.
 *
 * @example A store that counts its transactions, over one in a folder
 * ```ts
 * import crypto from "node:crypto";
 * import fs from "node:fs";
 * import sqlite from "node:sqlite";
 * import { createLocalService, serviceSession } from "@runlog/sagemaker/local";
 * import { type LocalStore, openSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const inner = openSqliteStore({ folder: await Deno.makeTempDir(), sqlite, fs, crypto });
 * let writes = 0;
 * const store: LocalStore = {
 *   ...inner,
 *   write: (work) => {
 *     writes++;
 *     return inner.write(work);
 *   },
 * };
 * await using session = await serviceSession(createLocalService({ store }));
 * await session.sagemaker.call("CreateExperiment", { ExperimentName: "demo" });
 * console.log(writes); // 1
 * ```
 *
 * @module
 */

export type {
  LocalStore,
  ObjectFolder,
  StoredFile,
  Tables,
  TablesNow,
  WrittenFile,
} from "./store/store.ts";
export type { Awaitable } from "./store/awaitable.ts";
export type { StoreLocation } from "../ports/store_notes.ts";
export type {
  Body,
  Cursor,
  Entity,
  EntityKind,
  EntityQuery,
  EntityTables,
  MemberCount,
} from "./store/entities.ts";
export type { FileContent, FileOnDisk, PutFileOptions } from "../ports/file_store.ts";
export type {
  MetricBatch,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "../ports/metrics_client.ts";
export type { PointTables, SeriesSummary } from "./store/points.ts";
export type {
  Condition,
  Selection,
  Stretch,
  ValueRange,
  Walk,
  Walked,
  WalkPlace,
  WalkProperty,
  WalkTables,
  WalkValue,
} from "./store/walk.ts";
export type {
  ListedUpload,
  ObjectHeaders,
  ObjectTables,
  PendingUpload,
  StoredObject,
  StoredPart,
} from "./store/objects.ts";
export type { ChecksumAlgorithm, Crc32, Hashes, RunningHash } from "./store/checksum.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./store/sqlite.ts";
export { checkSqliteStore } from "./store/check_store.ts";
export { compactSqliteStore } from "./store/compact_store.ts";
export type {
  FileSystem,
  OpenFile,
  Sqlite,
  SqliteDatabase,
  SqliteStatement,
  SqliteStoreModules,
  SqliteValue,
} from "./store/sqlite/modules.ts";
