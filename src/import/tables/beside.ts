/**
 * Reads the parameters that trainers write beside their logs.
 *
 * @module
 */
import { parse } from "yaml";
import type { ParameterValue } from "../../rules/parameters.ts";
import { parametersIn } from "../flatten.ts";
import type { ImportProblem } from "../foreign_run.ts";
import type { InputFile } from "../input.ts";
import { folderOf } from "./row_run.ts";

/** Files of parameters: of Lightning, of Ultralytics and of DVC. */
const FILES = ["hparams.yaml", "args.yaml", "params.yaml"];

/** Parameters beside a log. */
export interface Beside {
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly problems: readonly ImportProblem[];
  /** Whether there is a file of parameters: the folder then stands for one run. */
  readonly isRunFolder: boolean;
}

/** Reads the parameters in the folder of a file. */
export async function parametersBeside(
  path: string,
  files: readonly InputFile[],
): Promise<Beside> {
  const folder = folderOf(path);
  const found = FILES.flatMap((name) =>
    files.filter((file) => file.path === (folder === "" ? name : `${folder}/${name}`))
  );
  const parameters = new Map<string, ParameterValue>();
  const problems: ImportProblem[] = [];
  for (const file of found) {
    try {
      for (const [name, value] of await readYaml(file)) parameters.set(name, value);
    } catch (error) {
      const [reason = ""] = String(error).split("\n");
      problems.push({ kind: "file", name: file.path, count: 1, reason });
    }
  }
  return { parameters, problems, isRunFolder: found.length > 0 };
}

/**
 * Reads a YAML file as parameters.
 *
 * @throws {Error} If it is no YAML
 */
export async function readYaml(
  file: InputFile,
): Promise<ReadonlyMap<string, ParameterValue>> {
  const text = new TextDecoder().decode(await file.read());
  // Tags of Python's objects are ignored: nothing here creates such objects.
  const value: unknown = parse(text, { logLevel: "silent", intAsBigInt: true });
  const parameters = new Map<string, ParameterValue>();
  for (const [name, parameter] of parametersIn(withNumbers(value))) parameters.set(name, parameter);
  return parameters;
}

/** Returns the same values with numbers for whole ones that a double holds. */
function withNumbers(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withNumbers(member)]),
  );
}
