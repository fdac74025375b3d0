import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import * as main from "../../mod.ts";
import * as local from "../../src/local.ts";
import * as store from "../../src/local/store.ts";
import * as mlflow from "../../src/mlflow.ts";
import * as session from "../../src/session.ts";
import * as viewer from "../../src/viewer.ts";
import type { Recorded } from "./recorded.ts";
import { all, type AllOptions, type Subject } from "./subject.ts";

type Subjects = Readonly<Record<string, Subject>>;
type Every<Options> = { readonly [Name in keyof Required<Options>]: Options[Name] };

const logger: main.Logger = { info() {}, warn() {}, error() {} };
const quiet = new AbortController().signal;
const FOLDERS = "a text, or the default, is a folder that would be made";
const HOSTS = "a text is a host that would be looked up";

async function dispose(answer: unknown): Promise<void> {
  await (answer as AsyncDisposable | undefined)?.[Symbol.asyncDispose]?.();
}

/** Functions that start runs. */
export function startingSubjects(recorded: Recorded): Subjects {
  const artifacts = {
    artifactBucket: undefined,
    artifactPrefix: undefined,
    artifactEncryption: { kind: "s3" },
    artifactBucketOwner: undefined,
  } as const;
  const common = {
    ...artifacts,
    session: recorded.session,
    tags: { team: "a" },
    maxPendingPoints: 1_000,
    systemMetrics: { everyMs: 60_000 },
    captureEnvironment: false,
    strict: false,
    signal: quiet,
  } as const;
  const start: Every<main.StartRunOptions> = {
    ...common,
    experimentName: "e",
    runName: "started",
    experimentDisplayName: "display",
    runDisplayName: "display",
    runGroupName: undefined,
  };
  return {
    startRun: {
      given: { options: all<main.StartRunOptions>(start) },
      call: main.startRun,
      undo: dispose,
    },
    withRun: {
      given: { options: all<main.StartRunOptions>({ ...start, runName: "with" }), body: () => {} },
      call: main.withRun,
    },
    loadRun: {
      given: {
        options: all<main.LoadRunOptions>({
          ...common,
          experimentName: "e",
          runName: "loaded",
          token: undefined,
          leaveOpen: false,
        }),
      },
      call: main.loadRun,
      undo: dispose,
    },
    currentRun: { given: {}, call: main.currentRun },
    handleSignals: {
      given: {
        signals: ["SIGTERM"],
        options: all<NonNullable<Parameters<typeof main.handleSignals>[1]>>({ timeoutMs: 1_000 }),
      },
      call: main.handleSignals,
      undo: (restore) => (restore as () => void)(),
    },
    trackJobs: {
      given: { client: new SageMakerClient({ region: "local" }) },
      call: main.trackJobs,
    },
  };
}

/** Functions that copy runs. */
export function syncSubjects(recorded: Recorded, other: main.Session): Subjects {
  return {
    mlflow: {
      given: {
        options: all<mlflow.MlflowOptions>({
          uri: "http://127.0.0.1:9",
          credentials: { token: "t" },
          experimentPrefix: "/Users/a/",
          fetch: () => Promise.reject(new Error("no network")),
        }),
      },
      call: mlflow.mlflow,
    },
    syncRuns: {
      given: {
        options: all<main.SyncRunsOptions>({
          from: recorded.session,
          to: other,
          experimentName: "e",
          runs: [{ experimentName: "e", runName: "r" }],
          onConflict: "keep",
          oldTimestamps: "keep",
          dryRun: true,
          onProgress: () => {},
          signal: quiet,
        }),
      },
      call: main.syncRuns,
    },
    durableSession: {
      given: {
        options: all<main.DurableSessionOptions>({
          local: recorded.session,
          remote: other,
          intervalMs: 60_000,
          closeTimeoutMs: 1_000,
        }),
      },
      call: main.durableSession,
    },
  };
}

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** Functions that make sessions of clients and settings. */
export function sessionSubjects(): Subjects {
  const aws: Every<main.AwsSessionOptions> = {
    region: "local",
    credentials: CREDENTIALS,
    endpoint: "http://127.0.0.1:9",
    fetch: () => Promise.reject(new Error("no network")),
    maxAttempts: 1,
    artifactBucket: undefined,
    artifactBucketPrefix: undefined,
    artifactEncryption: undefined,
    artifactBucketOwner: undefined,
    logger,
    notices: false,
  };
  return {
    awsSession: {
      given: { options: all<main.AwsSessionOptions>(aws) },
      call: main.awsSession,
      undo: dispose,
    },
    createSession: {
      given: {
        options: all<main.SessionOptions>({
          sagemaker: new SageMakerClient({ region: "local", credentials: CREDENTIALS }),
          s3: undefined,
          metrics: undefined,
          files: undefined,
          metricsEndpoint: undefined,
          journal: null,
          artifactBucket: undefined,
          artifactBucketPrefix: undefined,
          artifactEncryption: undefined,
          artifactBucketOwner: undefined,
          logger,
          notices: false,
          location: "somewhere",
          lingerMs: 100,
          tracksJobs: false,
          store: undefined,
          dispose: () => Promise.resolve(),
        }),
      },
      call: main.createSession,
    },
    fetchTransport: {
      given: { fetch: aws.fetch, options: all<main.TransportOptions>({ timeoutMs: 1_000 }) },
      call: main.fetchTransport,
    },
    defaultSession: {
      given: {},
      call: () => {},
    },
  };
}

/** Functions of `./local`, `./local/store`, `./session` and `./viewer`. */
export async function localSubjects(recorded: Recorded): Promise<Subjects> {
  const path = `${recorded.folder}/other`;
  const modules = {
    sqlite: await import("node:sqlite"),
    fs: await import("node:fs"),
    crypto: await import("node:crypto"),
  };
  const service: Omit<Every<local.CreateLocalServiceOptions>, "store"> = {
    region: "local",
    accountId: "000000000000",
    now: Date.now,
    awsQuotas: false,
    quotas: {},
    undocumentedBehavior: {},
  };
  const server: Every<local.ServerOptions> = {
    port: 0,
    hostname: "127.0.0.1",
    names: [],
    token: undefined,
  };
  const listening = { "options.hostname": HOSTS, "options.names": HOSTS } as const;
  const opened = await local.localService({ path });
  recorded.atEnd(() => opened.close());
  const sqlite: AllOptions = all<store.SqliteStoreOptions>({
    ...modules,
    folder: `${recorded.folder}/sqlite`,
    skipCheck: false,
    isWorker: false,
    onDamage: () => {},
    zlib: undefined,
  });
  return {
    localSession: {
      given: {
        options: all<local.LocalSessionOptions>({
          path: `${recorded.folder}/session`,
          awsQuotas: false,
          artifactBucketPrefix: undefined,
          logger,
          notices: false,
        }),
      },
      call: local.localSession,
      defaults: FOLDERS,
      textless: { "options.path": FOLDERS },
      undo: dispose,
    },
    localService: {
      given: {
        options: all<local.LocalServiceOptions>({
          ...service,
          path: `${recorded.folder}/service`,
          logger,
        }),
      },
      call: local.localService,
      defaults: FOLDERS,
      textless: { "options.path": FOLDERS },
      undo: dispose,
    },
    serviceSession: {
      given: {
        service: opened,
        options: all<local.ServiceSessionOptions>({
          location: "here",
          artifactBucketPrefix: undefined,
          logger,
          notices: false,
        }),
      },
      call: local.serviceSession,
    },
    createLocalService: {
      given: {
        options: all<local.CreateLocalServiceOptions>({
          ...service,
          store: store.openSqliteStore({ ...modules, folder: `${recorded.folder}/created` }),
        }),
      },
      call: local.createLocalService,
    },
    serveLocal: {
      given: { service: opened, options: all<local.ServeLocalOptions>(server) },
      call: local.serveLocal,
      textless: listening,
      undo: dispose,
    },
    checkStore: {
      given: { path },
      call: local.checkStore,
      textless: { path: FOLDERS },
    },
    compactStore: {
      given: { path },
      call: local.compactStore,
      textless: { path: FOLDERS },
    },
    openSqliteStore: {
      given: { options: sqlite },
      call: store.openSqliteStore,
      textless: { "options.folder": FOLDERS },
      undo: (answer) => (answer as store.LocalStore).close(),
    },
    checkSqliteStore: {
      given: { options: sqlite },
      call: store.checkSqliteStore,
      textless: { "options.folder": FOLDERS },
    },
    compactSqliteStore: {
      given: { options: sqlite },
      call: store.compactSqliteStore,
      textless: { "options.folder": FOLDERS },
    },
    serveViewer: {
      given: {
        options: all<viewer.ServeViewerOptions>({ ...server, session: recorded.session }),
      },
      call: viewer.serveViewer,
      textless: listening,
      undo: dispose,
    },
    getCallerIdentity: {
      given: {
        session: recorded.session,
        options: all<session.CallOptions>({ signal: quiet, attempts: undefined }),
      },
      call: session.getCallerIdentity,
    },
    sendPreflight: {
      given: { session: recorded.session, origin: "https://page.invalid" },
      call: session.sendPreflight,
    },
  };
}
