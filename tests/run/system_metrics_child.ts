// Closes one watched run and leaves another open: {folder}.
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const session = await localSession({ path: process.argv.at(-1) });
const start = { experimentName: "system", session, systemMetrics: { everyMs: 100 } };
const closed = await startRun({ ...start, runName: "closed" });
await closed.close();
const { logged } = closed.stats;
await new Promise((resolve) => setTimeout(resolve, 350));
await startRun({ ...start, runName: "open" });
console.log(`closed ${closed.stats.logged - logged} later, another left open`);
