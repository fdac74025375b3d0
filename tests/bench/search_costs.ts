import { DatabaseSync } from "node:sqlite";
import { listRuns, type ListRunsOptions, type Session } from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import { changes } from "../../src/viewer/server/read.ts";
import { openStore } from "../local/test_service.ts";
import { fillStore } from "../support/fill_store.ts";
import { median } from "../support/numbers.ts";
import { inFolder } from "../support/temporary_folder.ts";

const ROUNDS = 5;
const PAGE = 100;
const PARAMETERS = Array.from({ length: 20 }, (_, index) => `p${index}`);
const METRICS = Array.from({ length: 5 }, (_, index) => `m${index}`);

/** A cost, beside what SQLite alone takes to read the same rows by the same index. */
export interface Line {
  readonly what: string;
  /** CPU time in milliseconds. */
  readonly cpu: number;
  /** CPU time of the anchor in milliseconds. */
  readonly anchor: number;
  /** Largest CPU time that is allowed, in milliseconds on an idle machine. */
  readonly bar: number;
}

/** Measures opening, first pages and the viewer's poll in a store of so many runs. */
export function measureSearches(runs: number): Promise<readonly Line[]> {
  return inFolder(async (folder) => {
    const filled = openStore(folder);
    const experimentName = "bench";
    await fillStore(filled, { experimentName, runs, parameters: PARAMETERS, metrics: METRICS });
    await filled.close();
    const database = new DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
    const read = (index: string): () => void => {
      const sql = `SELECT e.*, s.* FROM (${index}) AS w
        CROSS JOIN entities AS e ON e.kind = 'component' AND e.key = w.key
        CROSS JOIN members AS m ON m.component = w.key CROSS JOIN series AS s ON s.component = w.key`;
      return () => void database.prepare(sql).all();
    };
    const lines: Line[] = [{
      what: "open",
      cpu: await cpuOf(async () => await openStore(folder).close()),
      anchor: await cpuOf(() => new DatabaseSync(`${folder}/runlog.db`).close()),
      bar: 100,
    }];
    const store = openStore(folder);
    await using session = await serviceSession(createLocalService({ store }));
    for (const { what, options, index } of firstPages(runs)) {
      lines.push({
        what,
        cpu: await cpuOf(() => firstPage(session, options)),
        anchor: await cpuOf(read(`${index} LIMIT ${PAGE}`)),
        bar: 50,
      });
    }
    const since = new Date((runs + 1) * 1000).toISOString();
    const query = new URLSearchParams({ experiment: experimentName, since });
    lines.push({
      what: "viewer's poll, nothing new",
      cpu: await cpuOf(async () => {
        const found = await (await changes({ session, query, signal: undefined })).json();
        if (found.length > 0) throw new Error(`${found.length} runs have changed`);
      }),
      anchor: await cpuOf(read(
        `SELECT key FROM entities INDEXED BY entities_by_change
           WHERE kind = 'component' AND modified >= ${runs + 1}`,
      )),
      bar: 10,
    });
    database.close();
    return lines;
  });
}

interface FirstPage {
  readonly what: string;
  readonly options: Partial<ListRunsOptions>;
  /** SQL for the keys in the order of the page. */
  readonly index: string;
}

function firstPages(runs: number): readonly FirstPage[] {
  const component = "WHERE kind = 'component'";
  const entities = `SELECT key FROM entities INDEXED BY entities_by_time ${component}`;
  const middle = new Date(runs / 2 * 1000);
  const half = "SELECT component AS key FROM series WHERE name = 'm0' AND last";
  return [
    { what: "by time", options: {}, index: `${entities} ORDER BY created DESC` },
    {
      what: "by time, created before the middle",
      options: { createdBefore: middle },
      index: `${entities} AND created < ${runs / 2} ORDER BY created DESC`,
    },
    {
      what: "by name",
      options: { sortBy: "runName" },
      index: `SELECT key FROM entities NOT INDEXED ${component} ORDER BY key DESC`,
    },
    {
      what: "by parameter, in a range",
      options: { sortBy: "parameters.p3", where: { "parameters.p3": { gte: 100, lt: 600 } } },
      index: "SELECT component AS key FROM parameters WHERE name = 'p3' AND value < 600 " +
        "ORDER BY value DESC",
    },
    {
      what: "by metric, under a bound",
      options: { sortBy: "metrics.m0.last", where: { "metrics.m0.last": { lt: 0.5 } } },
      index: `${half} < 0.5 ORDER BY last DESC`,
    },
    {
      what: "by time, under a metric's bound that one run meets",
      options: { where: { "metrics.m0.last": { lt: 1 / runs } } },
      index: `${half} < ${1 / runs}`,
    },
  ];
}

async function firstPage(session: Session, options: Partial<ListRunsOptions>): Promise<void> {
  const listing = { experimentName: "bench", maxResults: PAGE, session, ...options };
  const found = await Array.fromAsync(listRuns(listing));
  if (found.length !== PAGE && found.length !== 1) throw new Error(`${found.length} runs`);
}

/** Returns the median of the CPU time of some work, in milliseconds. */
async function cpuOf(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}
