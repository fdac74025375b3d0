/**
 * The embedded local store: runs recorded without an AWS account, in a folder, through the same
 * protocol as AWS. It keeps them in SQLite in Deno, Bun and Node from 22.13, and in IndexedDB in
 * browsers.
 *
 * @example
 * ```ts
 * import { listRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * for await (const run of listRuns({ experimentName: "demo", session })) console.log(run.runName);
 * ```
 *
 * @module
 */

export {
  localSession,
  type LocalSessionOptions,
  serviceSession,
  type ServiceSessionOptions,
} from "./connect/local_session.ts";
export type { LocalCursors } from "./local/cursors.ts";
export type { LocalHeartbeats } from "./local/heartbeats.ts";
export {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
} from "./local/service.ts";
export { type ServedLocal, serveLocal, type ServeLocalOptions } from "./server/serve_local.ts";
export type { ServerOptions } from "./server/binding.ts";
export { ServiceError } from "./local/errors.ts";
export { StoreBusyError, StoreError } from "./local/store/errors.ts";
export { checkStore, type StoreReport } from "./local/store/check_store.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./local/store/sqlite.ts";
export type { Quotas, UndocumentedBehavior } from "./local/account.ts";
export type { Awaitable } from "./local/store/awaitable.ts";
export type { LocalStore, ObjectFolder, StoredFile, Tables } from "./local/store/store.ts";
export type {
  Body,
  Cursor,
  Entity,
  EntityKind,
  EntityQuery,
  EntityTables,
  MemberCount,
} from "./local/store/entities.ts";
export type {
  PointBatch,
  PointColumns,
  PointError,
  PointQuery,
  PointTables,
  PutPointsResult,
  SeriesSummary,
} from "./local/store/points.ts";
export type {
  ObjectHeaders,
  ObjectTables,
  PendingUpload,
  StoredObject,
  StoredPart,
} from "./local/store/objects.ts";
export type { Aggregate, AggregateQuery, Statistic } from "./local/store/aggregates.ts";
export type {
  ParameterRange,
  Walk,
  Walked,
  WalkPlace,
  WalkProperty,
  WalkTables,
  WalkValue,
} from "./local/store/walk.ts";
export type { ChecksumAlgorithm } from "./local/store/checksum.ts";
