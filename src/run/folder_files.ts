/**
 * Selects the files of a folder that a run can store.
 *
 * @module
 */
import type { OpenDirectory } from "../artifacts/directory.ts";
import { fitsKey } from "../artifacts/object_key.ts";
import { ArgumentError } from "../errors.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import { PARAMETERS_FILE } from "../rules/parameters.ts";
import { KEY_RULE } from "./file_target.ts";

/**
 * Returns the files of a folder that can be stored, and all others with the rules they break.
 *
 * @param name Name of the folder within the run's keys
 * @param key Key of the folder
 */
export function storableFiles(
  directory: OpenDirectory,
  direction: ArtifactDirection,
  name: string,
  key: string,
): Pick<OpenDirectory, "files" | "omitted"> {
  const omitted = [...directory.omitted];
  const files = directory.files.filter(({ within }) => {
    const rule = direction === "output" && `${name}/${within}` === PARAMETERS_FILE
      ? `not be "${PARAMETERS_FILE}", which holds the run's parameters`
      : fitsKey(`${key}/${within}`)
      ? undefined
      : KEY_RULE;
    if (rule !== undefined) omitted.push({ within, rule });
    return rule === undefined;
  });
  return { files, omitted };
}

/** The error of a folder of which no file can be stored. */
export function unstorable(path: string | URL): ArgumentError {
  return new ArgumentError("Cannot log directory", {
    argument: "path",
    value: path instanceof URL ? path.href : path,
    rule: "contain a file that can be stored",
  });
}
