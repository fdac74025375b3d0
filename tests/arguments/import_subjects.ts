import * as importing from "../../src/import.ts";
import type * as main from "../../mod.ts";
import type { Recorded } from "./recorded.ts";
import { all, type Subject } from "./subject.ts";

const quiet = new AbortController().signal;
const ended = AbortSignal.abort();
const PATHS = "a text is a path that is read later";

/** Functions that import runs, over a file that a person chose. */
export function importSubjects({ session }: Recorded): Readonly<Record<string, Subject>> {
  const log = new File(["step,loss\n0,0.5\n"], "log.csv");
  const from = importing.csvLog(log);
  const shared = {
    from,
    to: session,
    experimentName: "imported",
    oldTimestamps: "keep",
    onProgress: () => {},
  } as const;
  const plain = (call: (input: importing.ImportInput) => unknown): Subject => ({
    given: { input: log },
    call,
    textless: { input: PATHS },
  });
  const columns = { step: "step", time: undefined, run: undefined };
  return {
    importRuns: {
      given: {
        options: all<importing.ImportRunsOptions>({
          ...shared,
          isLive: false,
          dryRun: true,
          signal: quiet,
        }),
      },
      call: importing.importRuns,
      defaults: "it would import into the default session",
    },
    followRuns: {
      given: {
        options: all<importing.FollowRunsOptions>({
          ...shared,
          intervalMs: 100,
          onImport: () => {},
          signal: ended,
        }),
      },
      call: importing.followRuns,
      defaults: "it would import into the default session",
    },
    exportTensorBoard: {
      given: {
        runs: [],
        folder: "unused",
        options: all<main.RequestOptions>({ session, signal: quiet }),
      },
      call: importing.exportTensorBoard,
      textless: { runs: "a text is a list of characters", folder: "a text is a folder" },
    },
    mlflowServer: {
      given: {
        options: all<importing.MlflowSourceOptions>({
          uri: "http://127.0.0.1:1",
          credentials: undefined,
          fetch: undefined,
          experimentNames: ["e"],
        }),
      },
      call: importing.mlflowServer,
    },
    tensorboard: {
      given: {
        input: log,
        options: all<importing.TensorBoardOptions>({ joinFolders: false }),
      },
      call: importing.tensorboard,
      textless: { input: PATHS },
    },
    csvLog: {
      given: {
        input: log,
        options: all<importing.CsvLogOptions>({ ...columns, columns: ["step", "loss"] }),
      },
      call: importing.csvLog,
      textless: { input: PATHS },
    },
    jsonLines: {
      given: { input: log, options: all<importing.LogOptions>(columns) },
      call: importing.jsonLines,
      textless: { input: PATHS },
    },
    wandbOffline: plain(importing.wandbOffline),
    mlruns: plain(importing.mlruns),
    mlflowDatabase: plain(importing.mlflowDatabase),
    trackio: plain(importing.trackio),
    neptuneExport: plain(importing.neptuneExport),
    dvclive: plain(importing.dvclive),
    trainerState: plain(importing.trainerState),
  };
}
