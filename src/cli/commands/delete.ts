/**
 * `runlog delete`: deletes a run, or an experiment with all of its runs.
 *
 * @module
 */
import { deleteExperiment, deleteRun, type Deletion, type Session } from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `delete`. */
export interface DeleteOptions {
  readonly deleteFiles?: boolean;
  readonly deleteLineage?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Lists the resources to delete, asks for confirmation, and deletes them. */
export async function remove(
  { out, messages, ask, signal }: Context,
  session: Session,
  experimentName: string,
  runName: string | undefined,
  { deleteFiles = false, deleteLineage = false, dryRun = false, yes = false }: DeleteOptions,
): Promise<void> {
  const carryOut = (dryRun: boolean): Promise<Deletion> => {
    const options = { deleteFiles, deleteLineage, dryRun, session, signal };
    return runName === undefined
      ? deleteExperiment({ experimentName, ...options })
      : deleteRun({ experimentName, runName }, options);
  };
  const plan = await carryOut(true);
  if (dryRun) return tell(out, plan);
  if (!yes) {
    messages.line(`This permanently deletes ${summary(plan)}.`);
    const answer = await ask("Type the experiment's name to confirm: ");
    if (answer === undefined) {
      throw new UsageError(
        "Cannot ask for confirmation without a terminal: pass --yes or --dry-run",
      );
    }
    if (answer.trim().toLowerCase() !== experimentName.toLowerCase()) {
      return messages.line("Nothing was deleted");
    }
  }
  const done = await carryOut(false);
  if (out.isJson) return out.json(done);
  messages.line(`Deleted ${summary(done)}`);
}

function tell(out: Context["out"], plan: Deletion): void {
  if (out.isJson) return out.json(plan);
  out.table(["kind", "name"], [
    ...plan.experiments.map((name) => ["experiment", name]),
    ...plan.runGroups.map((name) => ["run group", name]),
    ...plan.runs.map((name) => ["run", name]),
    ...plan.files.map((uri) => ["file", uri]),
    ...plan.lineageArtifacts.map((arn) => ["lineage artifact", arn]),
  ]);
}

function summary({ experiments, runGroups, runs, files, lineageArtifacts }: Deletion): string {
  const parts = [
    [experiments.length, "experiment"],
    [runGroups.length, "run group"],
    [runs.length, "run"],
    [files.length, "file"],
    [lineageArtifacts.length, "lineage artifact"],
  ] as const;
  const named = parts.filter(([length]) => length > 0).map(([length, one]) =>
    countText(length, one)
  );
  return named.length === 0 ? "nothing" : named.join(", ");
}
