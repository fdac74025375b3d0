import { localSession } from "../../src/local.ts";
import { diskFilesSuite } from "./disk_files.ts";
import { collect } from "../runtimes/collected.ts";
const fs = process.getBuiltinModule("node:fs");
const os = process.getBuiltinModule("node:os");
const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-suite-`);
let session: any;
const stores: any[] = [];
const { test, run } = collect();
diskFilesSuite({
  runtime: "node",
  test,
  session: () => session ??= localSession({ path: folder, awsQuotas: true }),
  store: async (n) => {
    const s = await localSession({ path: `${folder}/${n}` });
    stores.push(s);
    return s;
  },
});
const u = process.cpuUsage();
const outcome = await run();
for (const one of [await session, ...stores]) await one?.[Symbol.asyncDispose]();
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify(outcome, null, 1), process.cpuUsage(u));
