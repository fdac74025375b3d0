/** The files of an app that uses the npm package. */

const RECORD = `withRun({ experimentName: "demo", session }, (run) => {
    run.logParameters({ learning_rate: 0.1 });
    run.logMetric("loss", 0.5, { step: 0 });
    return run;
  })`;

/** Imports a server bundle and calls its handler. */
export const INVOKE = `
const [, , bundle, path] = process.argv;
const loaded = await import(bundle);
const { handler } = loaded.handler ? loaded : loaded.default;
console.log("recorded", await handler({ path }));
`;

const TYPES = `
import { listRuns, type Run, withRun } from "@runlog/sagemaker";
import * as cli from "@runlog/sagemaker/cli";
import * as curves from "@runlog/sagemaker/curves";
import { localSession } from "@runlog/sagemaker/local";
import * as store from "@runlog/sagemaker/local/store";
import * as plot from "@runlog/sagemaker/plot";
import * as sessions from "@runlog/sagemaker/session";
import * as viewer from "@runlog/sagemaker/viewer";

export const entries = [cli, curves, store, plot, sessions, viewer];

export async function total(): Promise<number> {
  await using session = await localSession({ path: "runs" });
  const log = (run: Run): void => void run.logMetric("loss", 1, { step: 0 });
  await withRun({ experimentName: "demo", session }, log);
  let sum = 0;
  for await (const { metrics } of listRuns({ experimentName: "demo", session })) {
    sum += metrics["loss"]?.last ?? 0;
  }
  // @ts-expect-error: a step is a number, so the types are not \`any\`.
  await withRun({ experimentName: "demo" }, (run) => void run.logMetric("loss", 1, { step: "0" }));
  return sum;
}
`;

function tsconfig(options: object): object {
  const compilerOptions = { target: "es2022", strict: true, skipLibCheck: false, noEmit: true };
  return { compilerOptions: { ...compilerOptions, ...options }, files: ["types.ts"] };
}

/** Files by their name. */
export const APP: Readonly<Record<string, string | object>> = {
  "package.json": { name: "app", private: true },
  "first.mjs": `
import { withRun } from "@runlog/sagemaker";
import { localSession } from "@runlog/sagemaker/local";
const session = await localSession({ path: process.argv.at(-1) });
await ${RECORD};
`,
  "first.cjs": `
const { withRun } = require("@runlog/sagemaker");
const { localSession } = require("@runlog/sagemaker/local");
localSession({ path: process.argv.at(-1) }).then((session) => ${RECORD});
`,
  "handler.mjs": `
import { withRun } from "@runlog/sagemaker";
import { localSession } from "@runlog/sagemaker/local";
export async function handler({ path }) {
  const session = await localSession({ path });
  const run = await ${RECORD};
  return run.runName;
}
`,
  "types.ts": TYPES,
  "tsconfig.nodenext.json": tsconfig({ module: "nodenext" }),
  "tsconfig.bundler.json": tsconfig({ module: "esnext", moduleResolution: "bundler" }),
  "webpack.config.mjs": `
const shared = { mode: "none", target: "node22", entry: "./handler.mjs" };
export default [
  { ...shared, output: { filename: "cjs/handler.cjs", chunkFilename: "cjs/[id].cjs",
    library: { type: "commonjs2" } } },
  { ...shared, experiments: { outputModule: true }, output: { filename: "esm/handler.mjs",
    chunkFilename: "esm/[id].mjs", library: { type: "module" } } },
];
`,
  "index.html": `<!doctype html>
<title>app</title>
<output></output>
<script type="module" src="./page.mjs"></script>
`,
  "page.mjs": `
import { getRun, withRun } from "@runlog/sagemaker";
import { localSession } from "@runlog/sagemaker/local";
const session = await localSession();
const run = await ${RECORD};
document.querySelector("output").textContent = (await getRun(run, { session })).status;
`,
  "record.test.mjs": `
import { getRun, withRun } from "@runlog/sagemaker";
import { localSession } from "@runlog/sagemaker/local";
test("a run is recorded", async () => {
  const session = await localSession({ path: "./from-tests" });
  const run = await ${RECORD};
  expect((await getRun(run, { session })).metrics.loss.last).toBe(0.5);
});
`,
  "jest.config.json": { testMatch: ["**/*.test.mjs"], moduleFileExtensions: ["mjs", "js"] },
};
