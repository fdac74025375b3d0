/**
 * Reads and writes the file of a run that holds the parameters which the run itself cannot hold
 * whole. Loaded when a run has such parameters.
 *
 * @module
 */
import { PARAMETERS_FILE, type ParametersFile } from "../rules/parameters.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { parseAddress } from "./address.ts";
import { describeObject, readObject } from "./download.ts";

/** Largest file that is read, in bytes. */
const LARGEST = 64 * 1024 * 1024;

type Values = Readonly<Record<string, string | number>>;

/** Returns the content of the file. */
export function parametersFile(
  shortened: ReadonlyMap<string, string | number>,
  further: ReadonlyMap<string, string | number>,
): string {
  const file: ParametersFile = {
    shortened: Object.fromEntries(shortened),
    further: Object.fromEntries(further),
  };
  return JSON.stringify(file, undefined, 2);
}

/**
 * Reads the file of a run. A file that is missing, of another run or damaged counts as empty.
 *
 * @param uri Address of the file, as the run records it
 * @param trialComponentName The run's component. Others' files are not read: anyone who can change
 * a run's record could point to any file that its readers can read.
 * @throws the error of a request that fails
 */
export async function readParametersFile(
  session: Session,
  uri: string,
  trialComponentName: string,
  options: CallOptions,
): Promise<ParametersFile> {
  const none = { shortened: {}, further: {} };
  const address = parseAddress(uri);
  if (!address?.key.endsWith(`/${trialComponentName}/${PARAMETERS_FILE}`)) return none;
  const facts = await describeObject(session, address, options);
  if (!facts || (facts.size ?? 0) > LARGEST) return none;
  const bytes = await readObject(session, address, facts.etag, options);
  return parseFile(await new Response(bytes).text()) ?? none;
}

function parseFile(text: string): ParametersFile | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof file !== "object" || file === null) return undefined;
  return {
    shortened: "shortened" in file ? valuesOf(file.shortened) : {},
    further: "further" in file ? valuesOf(file.further) : {},
  };
}

function valuesOf(values: unknown): Values {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, value]) =>
      typeof value === "string" || typeof value === "number"
    ),
  );
}
