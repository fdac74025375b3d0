import type { Session } from "../../src/session/session.ts";
import { openBy, type Way } from "../support/through_requests.ts";
import { allSuites } from "../suites/all.ts";
import { transfersSuite } from "../suites/transfers.ts";
import type { SuiteContext } from "../suites/suite.ts";

const folder = await Deno.makeTempDir({ prefix: "runlog-suite-" });
const opened: Promise<Session>[] = [];

/** Every suite, whose sessions reach their stores by one way. */
function suitesBy(way: Way, prefix: string): void {
  let session: Promise<Session> | undefined;
  const open = (name: string, awsQuotas = false): Promise<Session> => {
    const opening = openBy(way, { path: `${folder}/${prefix}${name}`, awsQuotas });
    opened.push(opening);
    return opening;
  };
  const context: SuiteContext = {
    runtime: "deno",
    // The session outlives each test: the sanitizers would take its clients for leaks.
    test: (name, fn) =>
      Deno.test({
        name: `${prefix}${name}`,
        fn,
        sanitizeOps: false,
        sanitizeResources: false,
      }),
    session: () => session ??= open("suites", true),
    store: (name) => open(name),
  };
  allSuites(context);
  transfersSuite(context);
}

suitesBy("requests of the AWS SDK", "");
suitesBy("calls", "by calls, ");

Deno.test.afterAll(async () => {
  for (const one of opened) await (await one)[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
