// Bundled, then run by Bun, Node and an old Deno: prints its outcome as the last line.
import type { Session } from "../../src/session/session.ts";
import { openBy, type Way } from "../support/through_requests.ts";
import { allSuites, suitesOfFiles, suitesOfRequests } from "../suites/all.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { transfersSuite } from "../suites/transfers.ts";
import { collect } from "./collected.ts";

const { fs, os } = {
  fs: process.getBuiltinModule("node:fs"),
  os: process.getBuiltinModule("node:os"),
};
const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-suite-`);
const opened: Promise<Session>[] = [];
const { test, run } = collect();

function contextOf(way: Way, prefix: string): SuiteContext {
  let session: Promise<Session> | undefined;
  const open = (name: string, awsQuotas = false): Promise<Session> => {
    const opening = openBy(way, { path: `${folder}/${prefix}${name}`, awsQuotas });
    opened.push(opening);
    return opening;
  };
  return {
    runtime: "Bun" in globalThis ? "bun" : "Deno" in globalThis ? "deno" : "node",
    test: (name, body) => test(`${prefix}${name}`, body),
    session: () => session ??= open("suites", true),
    store: (name) => open(name),
  };
}

const byRequests = contextOf("requests of the AWS SDK", "");
allSuites(byRequests);
transfersSuite(byRequests);
const byCalls = contextOf("calls", "by calls, ");
suitesOfRequests(byCalls);
suitesOfFiles(byCalls);
transfersSuite(byCalls);

const outcome = await run();
for (const one of opened) await (await one)[Symbol.asyncDispose]();
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify(outcome));
