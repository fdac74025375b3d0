// Bundled, then run by Bun and by Node: prints its outcome as the last line.
import { localSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";
import { allSuites } from "../suites/all.ts";
import { collect } from "./collected.ts";

const { fs, os } = {
  fs: process.getBuiltinModule("node:fs"),
  os: process.getBuiltinModule("node:os"),
};
const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-suite-`);
let session: Promise<Session> | undefined;
const stores: Session[] = [];
const { test, run } = collect();

allSuites({
  runtime: "Bun" in globalThis ? "bun" : "node",
  test,
  session: () => session ??= localSession({ path: folder, awsQuotas: true }),
  store: async (name) => {
    const store = await localSession({ path: `${folder}/${name}` });
    stores.push(store);
    return store;
  },
});

const outcome = await run();
for (const one of [await session, ...stores]) await one?.[Symbol.asyncDispose]();
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify(outcome));
