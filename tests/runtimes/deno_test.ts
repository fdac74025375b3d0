import { localSession } from "../../src/local/mod.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";

const folder = await Deno.makeTempDir({ prefix: "runlog-suite-" });
let session: Promise<Session> | undefined;

allSuites({
  runtime: "deno",
  // The session outlives each test: the sanitizers would take its clients for leaks.
  test: (name, fn) => Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false }),
  session: () => session ??= localSession({ path: folder }),
});

Deno.test.afterAll(async () => {
  await (await session)?.[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
