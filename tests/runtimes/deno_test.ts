import { localSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { transferSuites } from "../suites/transfer_ways.ts";

const folder = await Deno.makeTempDir({ prefix: "runlog-suite-" });
let session: Promise<Session> | undefined;
const stores: Session[] = [];

const context: SuiteContext = {
  runtime: "deno",
  // The session outlives each test: the sanitizers would take its clients for leaks.
  test: (name, fn) => Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false }),
  session: () => session ??= localSession({ path: folder, awsQuotas: true }),
  store: async (name) => {
    const store = await localSession({ path: `${folder}/${name}` });
    stores.push(store);
    return store;
  },
};
allSuites(context);
transferSuites(context);

Deno.test.afterAll(async () => {
  for (const one of [await session, ...stores]) await one?.[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
