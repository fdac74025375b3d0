// Bundled, then run by Deno, Bun and Node: records runs in one session, closes each with three seconds
// of patience, and says when it gave up. Then it has to end by itself.
import process from "node:process";
import { awsSession, startRun } from "../../mod.ts";
import { watchPace } from "../support/pace.ts";

const { endpoint, runs, points } = JSON.parse(process.argv.at(-1) ?? "{}") as {
  readonly endpoint: string;
  readonly runs: number;
  readonly points: number;
};
const session = await awsSession({
  region: "us-east-1",
  endpoint,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  logger: { info() {}, warn() {}, error() {} },
});
const opened = await Promise.all(
  Array.from(
    { length: runs },
    (_, index) => startRun({ experimentName: "give-up", runName: `run-${index}`, session }),
  ),
);
for (const run of opened) {
  for (let step = 0; step < points; step++) run.logMetric("loss", step, { step });
  run.logParameter("late", 1);
}
await Promise.allSettled(opened.map((run) => run.flush({ timeoutMs: 100 })));
// By now what was logged is being sent on its own account, by nobody's limit.
for (const run of opened) run.logParameter("later", 2);
await new Promise((resolve) => setTimeout(resolve, 1_500));
const pace = watchPace();
const closed = await Promise.allSettled(opened.map((run) => run.close({ timeoutMs: 3_000 })));
const tookMs = pace.ownMs();
pace[Symbol.dispose]();
await session[Symbol.asyncDispose]();
// What is printed at the exit must fit into a pipe: 64 KiB.
const messages = closed.map((one) =>
  (one.status === "rejected" ? String(one.reason) : "delivered").slice(0, 500)
);
const acknowledged = opened.reduce((sum, { stats }) => sum + stats.acknowledged, 0);
const endedAt = Date.now();
// Said by the child itself: its parent may be too busy to notice its end.
process.on("exit", () => {
  const outlivedMs = Date.now() - endedAt;
  console.log(JSON.stringify({ messages, acknowledged, tookMs, outlivedMs }));
});
