import {
  archiveRun,
  deleteExperiment,
  deleteRun,
  getMetricHistory,
  getRun,
  listExperiments,
  listRuns,
  loadRun,
  restoreRun,
  type Run,
  RunlogError,
  searchRuns,
  type Session,
  startRun,
  updateRun,
} from "../../mod.ts";
import type { Answer } from "./model.ts";
import {
  fromPlain,
  isMembers,
  listIn,
  type Members,
  membersIn,
  numberIn,
  type Plain,
  textIn,
  toPlain,
} from "./plain.ts";

type Call = (session: Session, input: Members) => Promise<unknown>;

/** Calls the library, with the names of the model. */
export async function callLibrary(
  session: Session,
  name: string,
  input: Members,
): Promise<Answer> {
  const call = CALLS[name];
  if (!call) throw new Error(`The library has no ${name}`);
  try {
    return { output: toPlain(await call(session, input) ?? {}) };
  } catch (error) {
    const isKnown = error instanceof RunlogError ||
      (error instanceof Error && "$fault" in error);
    if (isKnown) return { error: error.name };
    throw error;
  }
}

function referenceIn(input: Members) {
  return {
    experimentName: textIn(input, "experimentName"),
    runName: textIn(input, "runName"),
  };
}

/** Options as given: the model's inputs have the library's own names. */
function optionsIn<Options>(input: Members): Options {
  return fromPlain(input) as Options;
}

const CALLS: Readonly<Record<string, Call>> = {
  async record(session, input) {
    const options = {
      ...referenceIn(input),
      session,
      tags: optionsIn<Record<string, string>>(membersIn(input, "tags")),
      captureEnvironment: false,
    };
    const run = await (textIn(input, "how") === "load" ? loadRun(options) : startRun(options));
    await logTo(run, input);
    const message = textIn(input, "failure");
    if (message !== "") run.fail(new Error(message));
    await run.close();
  },
  getRun: (session, input) => getRun(referenceIn(input), { session }),
  listRuns: (session, input) =>
    Array.fromAsync(
      listRuns({ ...optionsIn<Parameters<typeof listRuns>[0]>(input), session }),
    ),
  searchRuns: (session, input) =>
    Array.fromAsync(
      searchRuns({ ...optionsIn<Parameters<typeof searchRuns>[0]>(input), session }),
    ),
  updateRun: (session, input) =>
    updateRun(
      referenceIn(input),
      {
        parameters: optionsIn<Record<string, string>>(membersIn(input, "parameters")),
        tags: optionsIn<Record<string, string>>(membersIn(input, "tags")),
      },
      { session },
    ),
  async deleteRun(session, input) {
    const dryRun = input["dryRun"] === true;
    const { runs } = await deleteRun(referenceIn(input), { session, dryRun });
    return { runs };
  },
  async deleteExperiment(session, input) {
    const experimentName = textIn(input, "experimentName");
    const { experiments, runGroups, runs } = await deleteExperiment({ experimentName, session });
    return { experiments, runGroups: runGroups.toSorted(), runs: runs.toSorted() };
  },
  archiveRun: (session, input) => archiveRun(referenceIn(input), { session }),
  restoreRun: (session, input) => restoreRun(referenceIn(input), { session }),
  async getMetricHistory(session, input) {
    const name = textIn(input, "metricName");
    // A record names its component as it was created, names of a run in small letters.
    const run = input["byRecord"] === true
      ? await getRun(referenceIn(input), { session })
      : referenceIn(input);
    const history = await getMetricHistory(run, name, { session });
    if (history.kind !== "point") throw new Error("The store has no points");
    const { values, timestamps, steps } = history;
    return { values: Array.from(values, toPlain), timestamps, steps };
  },
  async listExperiments(session) {
    const found = await Array.fromAsync(listExperiments({ session }));
    return found.map(({ experimentName }) => experimentName).sort();
  },
};

async function logTo(run: Run, input: Members): Promise<void> {
  run.logParameters(optionsIn<Record<string, string>>(membersIn(input, "parameters")));
  for (const one of listIn(input, "artifacts")) {
    run.logArtifact(textIn(one, "name"), textIn(one, "value"));
  }
  for (const { name, value, at, step } of listIn(input, "metrics")) {
    run.logMetric(String(name), numberIn(value), {
      timestamp: timeOf(at),
      ...(typeof step === "number" ? { step } : {}),
    });
  }
  for (const one of listIn(input, "texts")) {
    await run.logText(textIn(one, "text"), {
      name: textIn(one, "name"),
      mediaType: "text/plain",
      overwrite: true,
    });
  }
}

function timeOf(value: Plain | undefined): number {
  return Number(isMembers(value) ? value["$time"] : value);
}
