/**
 * What the page changes.
 *
 * @module
 */
import {
  archiveRun,
  deleteExperiment,
  deleteRun,
  restoreRun,
  type RunChanges,
  type Session,
  updateRun,
} from "../../../mod.ts";
import { json, Refusal } from "./answers.ts";

/** A request to change something. */
export interface Order {
  /** Where the runs are. */
  readonly session: Session;
  /** What the page sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Changes what is said of a run. */
export async function update({ session, body }: Order): Promise<Response> {
  const changes: RunChanges = {
    displayName: textIn(body, "displayName"),
    description: remarkIn(body, "description"),
    notes: remarkIn(body, "notes"),
  };
  await updateRun(namesIn(body), changes, { session });
  return json({});
}

/** Hides a run, or shows it again. */
export async function archive({ session, body }: Order): Promise<Response> {
  await (flagIn(body, "isArchived") ? archiveRun : restoreRun)(namesIn(body), { session });
  return json({});
}

/** Deletes a run, or says what that would delete. */
export async function removeRun({ session, body }: Order): Promise<Response> {
  return json(await deleteRun(namesIn(body), { ...removalIn(body), session }));
}

/** Deletes an experiment with its runs, or says what that would delete. */
export async function removeExperiment({ session, body }: Order): Promise<Response> {
  const experimentName = requiredIn(body, "experimentName");
  return json(await deleteExperiment({ experimentName, ...removalIn(body), session }));
}

type Body = Order["body"];

function removalIn(body: Body) {
  return { deleteFiles: flagIn(body, "deleteFiles"), dryRun: flagIn(body, "dryRun") };
}

function namesIn(body: Body) {
  return {
    experimentName: requiredIn(body, "experimentName"),
    runName: requiredIn(body, "runName"),
  };
}

function requiredIn(body: Body, name: string): string {
  const text = textIn(body, name);
  if (text === undefined) throw new Refusal(400, `The body must have "${name}"`);
  return text;
}

function textIn(body: Body, name: string): string | undefined {
  const value = valueIn(body, name);
  if (value === undefined || typeof value === "string") return value;
  throw new Refusal(400, `"${name}" must be a text`);
}

/** A text; an empty one removes what was there. */
function remarkIn(body: Body, name: string): string | null | undefined {
  const text = textIn(body, name);
  return text === "" ? null : text;
}

function flagIn(body: Body, name: string): boolean {
  const value = valueIn(body, name);
  if (typeof value === "boolean") return value;
  throw new Refusal(400, `"${name}" must be true or false`);
}

function valueIn(body: Body, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined;
}
