/**
 * Handles the page's changes to runs and experiments.
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

/** A request that writes. */
export interface Order {
  /** Session that holds the runs. */
  readonly session: Session;
  /** JSON body of the request. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Updates the display name, description and notes of a run. */
export async function update({ session, body }: Order): Promise<Response> {
  const changes: RunChanges = {
    displayName: textIn(body, "displayName"),
    description: remarkIn(body, "description"),
    notes: remarkIn(body, "notes"),
  };
  await updateRun(namesIn(body), changes, { session });
  return json({});
}

/** Archives or restores a run. */
export async function archive({ session, body }: Order): Promise<Response> {
  await (flagIn(body, "isArchived") ? archiveRun : restoreRun)(namesIn(body), { session });
  return json({});
}

/** Deletes a run. A dry run only lists what would be deleted. */
export async function removeRun({ session, body }: Order): Promise<Response> {
  return json(await deleteRun(namesIn(body), { ...removalIn(body), session }));
}

/** Deletes an experiment with its runs. A dry run only lists what would be deleted. */
export async function removeExperiment({ session, body }: Order): Promise<Response> {
  const experimentName = requiredIn(body, "experimentName");
  return json(await deleteExperiment({ experimentName, ...removalIn(body), session }));
}

type Body = Order["body"];

function removalIn(body: Body) {
  return {
    deleteFiles: flagIn(body, "deleteFiles"),
    deleteLineage: "deleteLineage" in body && flagIn(body, "deleteLineage"),
    dryRun: flagIn(body, "dryRun"),
  };
}

function namesIn(body: Body) {
  return {
    experimentName: requiredIn(body, "experimentName"),
    runName: requiredIn(body, "runName"),
  };
}

function requiredIn(body: Body, name: string): string {
  const text = textIn(body, name);
  if (text === undefined) throw new Refusal(400, `The body must contain "${name}"`);
  return text;
}

function textIn(body: Body, name: string): string | undefined {
  const value = valueIn(body, name);
  if (value === undefined || typeof value === "string") return value;
  throw new Refusal(400, `"${name}" must be a string`);
}

/** Returns a text; null, which removes the stored text, if it is empty. */
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
