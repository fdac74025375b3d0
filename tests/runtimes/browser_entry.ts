// Bundled for the browser: leaves its outcome in a global, where the launcher waits for it.
import { awsSession } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import { collect } from "./collected.ts";

let session: Promise<Session> | undefined;
const { test, run } = collect();

allSuites({
  runtime: "chromium",
  test,
  session: () =>
    session ??= awsSession({
      region: "local",
      endpoint: location.origin,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  store: (name) => localSession({ path: name }),
});

Object.assign(globalThis, { outcome: await run() });
