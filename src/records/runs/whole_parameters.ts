/**
 * Completes the parameters of a run that holds some of them in a shortened form. Loaded when such a
 * run is read.
 *
 * @module
 */
import { readParametersFile } from "../../artifacts/parameters_file.ts";
import { fits, parameterName, valueOf, wireValue } from "../../rules/parameters.ts";
import { originalName } from "../../rules/stored_text.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import type { RunRecord } from "./record.ts";

type Values = Readonly<Record<string, string | number>>;

/**
 * Returns a run with whole parameters. If their file cannot be read, they stay shortened, and a
 * warning is logged.
 *
 * @param uri Address of the file
 */
export async function withWholeParameters(
  session: Session,
  run: RunRecord,
  uri: string,
  options: CallOptions,
): Promise<RunRecord> {
  try {
    const { trialComponentName } = run;
    const file = await readParametersFile(session, uri, trialComponentName, options);
    // A parameter that the run holds has been logged again since.
    const parameters = { ...file.further, ...whole(run.parameters, file.shortened) };
    return { ...run, parameters };
  } catch (error) {
    options.signal?.throwIfAborted();
    const warning = `runlog: parameters of "${run.runName}" stay shortened`;
    session.logger.warn(`${warning}: cannot read ${uri}`, error);
    return run;
  }
}

/** Replaces shortened parameters, unless they have been changed since. */
function whole(held: Values, values: Values): Values {
  const byShort = new Map(
    Object.entries(values)
      .filter(([name, value]) => !fits(name, value))
      .map(([name, value]) => [originalName(parameterName(name)), { name, value }]),
  );
  return Object.fromEntries(
    Object.entries(held).map(([name, value]) => {
      const known = byShort.get(name);
      return known && valueOf(wireValue(known.value)) === value
        ? [known.name, known.value]
        : [name, value];
    }),
  );
}
