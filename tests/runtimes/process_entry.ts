// Bundled, then run by Bun and by Node: prints its outcome as the last line.
import { localSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { transferSuites } from "../suites/transfer_ways.ts";
import { collect } from "./collected.ts";

const { fs, os } = {
  fs: process.getBuiltinModule("node:fs"),
  os: process.getBuiltinModule("node:os"),
};
const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-suite-`);
let session: Promise<Session> | undefined;
const stores: Session[] = [];
const { test, run } = collect();

const context: SuiteContext = {
  runtime: "Bun" in globalThis ? "bun" : "node",
  test,
  session: () => session ??= localSession({ path: folder, awsQuotas: true }),
  store: async (name) => {
    const store = await localSession({ path: `${folder}/${name}` });
    stores.push(store);
    return store;
  },
};
allSuites(context);
transferSuites(context);

const outcome = await run();
for (const one of [await session, ...stores]) await one?.[Symbol.asyncDispose]();
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify(outcome));
