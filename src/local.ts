/**
 * The embedded local store, which records runs in a folder without an AWS account, through the same
 * protocol as AWS. It uses SQLite in Deno, Bun and Node from 22.13, and IndexedDB in browsers.
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
export { localService, type LocalServiceOptions } from "./connect/local_service.ts";
export {
  createLocalService,
  type CreateLocalServiceOptions,
  type LocalService,
} from "./local/service.ts";
export type { Quotas, UndocumentedBehavior } from "./local/account.ts";
export { type ServedLocal, serveLocal, type ServeLocalOptions } from "./server/serve_local.ts";
export type { ServerOptions } from "./server/binding.ts";
export { checkStore } from "./connect/check_store.ts";
export { compactStore } from "./connect/compact_store.ts";
export type { Compaction } from "./local/store/compact_store.ts";
export type { StoreReport } from "./local/store/check_store.ts";
export { ServiceError } from "./local/errors.ts";
export {
  StoreBusyError,
  StoreError,
  StoreFullError,
  StoreNotFoundError,
  StoreReadOnlyError,
} from "./local/store/errors.ts";
