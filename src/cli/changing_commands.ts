/**
 * Defines the commands that change, copy and serve runs.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { RunReference } from "../../mod.ts";
import { note, rename, setArchived, tag, type TagOptions } from "./commands/change_run.ts";
import { type DeleteOptions, remove } from "./commands/delete.ts";
import { doctor, type DoctorOptions, tellingDamage } from "./commands/doctor.ts";
import type { ImportCommandOptions } from "./commands/import.ts";
import { serve, type ServeOptions } from "./commands/serve.ts";
import { sync, type SyncCommandOptions } from "./commands/sync.ts";
import { ui } from "./commands/ui.ts";
import type { CommonOptions, Context } from "./context.ts";
import { toDestination } from "./destination.ts";
import { wholeNumberFrom, within } from "./opened.ts";
import { addServingOptions, type ServingOptions } from "./serving.ts";
import { SHELLS } from "./shells.ts";

/** Help of an option. */
const OLD_TIMESTAMPS = "what to do with points older than AWS accepts: keep or move";

/** Adds the commands that change, copy and serve runs. */
export function addChanging(program: Command, context: Context): void {
  program.command("sync")
    .description("Copy runs to another session. Only what is missing or changed is sent.")
    .argument("[experiment]")
    .requiredOption("--to <where>", "destination: aws, local, local:{folder} or mlflow:{address}")
    .option(
      "--on-conflict <rule>",
      "what to do with a run that changed on both sides: keep, overwrite or error",
      "keep",
    )
    .option("--old-timestamps <rule>", OLD_TIMESTAMPS, "keep")
    .option("--dry-run", "show what would be done; change nothing")
    .action(
      (
        experiment: string | undefined,
        options: CommonOptions & SyncCommandOptions & { readonly to: string },
      ) =>
        within(options, (from) =>
          toDestination(
            { session: options.to, ...(options.region && { region: options.region }) },
            context,
            (to) => sync(context, { from, to }, experiment, options),
          )),
    );
  program.command("import")
    .description(
      "Import runs from files of TensorBoard, W&B, MLflow, Trackio, Neptune, DVCLive, Hugging Face's " +
        "Trainer, CSV and JSON lines. Again, only what is new is added.",
    )
    .argument(
      "<path>",
      "file or folder, whose tool is detected by its content; or mlflow:{address}",
    )
    .option("--experiment <name>", "experiment of all runs (default: as the source names it)")
    .option("--old-timestamps <rule>", OLD_TIMESTAMPS, "keep")
    .option("--watch", "import until interrupted, whenever the files have changed")
    .option("--dry-run", "show what would be done; change nothing")
    .action((path: string, options: CommonOptions & ImportCommandOptions) =>
      within(options, async (session) => {
        // Loaded for this command only: the readers of other formats take their time.
        const { importFiles } = await import("./commands/import.ts");
        await importFiles(context, session, path, options);
      })
    );
  addServingOptions(program.command("serve"), wholeNumberFrom(0))
    .description("Serve a local store to any AWS SDK, on this machine.")
    .addOption(
      new Option("--shell <shell>", "shell that the printed lines are for")
        .choices(SHELLS)
        .default(undefined, "yours"),
    )
    .option(
      "--aws-quotas",
      "keep to the quotas of a new AWS account, such as 50 runs per run group",
    )
    .action((options: CommonOptions & ServeOptions) => serve(context, options));
  addServingOptions(program.command("ui"), wholeNumberFrom(0))
    .description("Serve the viewer on this machine.")
    .action((options: CommonOptions & ServingOptions) =>
      within(options, (session) => ui(context, session, options))
    );
  program.command("delete")
    .description("Delete a run, or an experiment with all of its runs, after a confirmation.")
    .argument("<experiment>")
    .argument("[run]")
    .option("--delete-files", "also delete the files in S3")
    .option("--delete-lineage", "also delete the lineage artifacts of the graphs")
    .option("--dry-run", "show what would be deleted; delete nothing")
    .option("--yes", "skip the confirmation")
    .action(
      (experiment: string, run: string | undefined, options: CommonOptions & DeleteOptions) =>
        within(options, (session) => remove(context, session, experiment, run, options)),
    );
  program.command("doctor")
    .description(
      "Check the environment, the store and stale runs (open, without a recent heartbeat).",
    )
    .option("--fix", "mark stale runs as Failed")
    .option("--compact", "write the store's database anew, without unused space")
    .option("--write", "test write permissions in AWS with a probe run, then delete it")
    .action((options: CommonOptions & DoctorOptions) =>
      tellingDamage(
        context,
        () => within(options, (session) => doctor(context, session, options)),
      )
    );
  addEditing(program, context);
}

/** Adds the commands that change one run. */
function addEditing(program: Command, context: Context): void {
  const edit = (name: string, description: string): Command =>
    program.command(name).description(description).argument("<experiment>").argument("<run>");
  const named = (experimentName: string, runName: string): RunReference => ({
    experimentName,
    runName,
  });
  for (const [name, isArchived] of [["archive", true], ["restore", false]] as const) {
    edit(name, isArchived ? "Omit a run from listings." : "Show an archived run in listings again.")
      .action((experiment: string, run: string, options: CommonOptions) =>
        within(
          options,
          (session) => setArchived(context, session, named(experiment, run), isArchived),
        )
      );
  }
  edit("rename", "Set the display name of a run.")
    .argument("<name>", "display name")
    .action((experiment: string, run: string, name: string, options: CommonOptions) =>
      within(options, (session) => rename(context, session, named(experiment, run), name))
    );
  edit("note", "Print the notes of a run, or replace them.")
    .argument("[text]", 'new notes; "" removes them')
    .action((experiment: string, run: string, text: string | undefined, options: CommonOptions) =>
      within(options, (session) => note(context, session, named(experiment, run), text))
    );
  edit("tag", "Print the tags of a run, or set some.")
    .argument("[tags...]", "tags to set: {key}={value}")
    .option("--remove <key...>", "tags to remove")
    .action((
      experiment: string,
      run: string,
      tags: readonly string[],
      options: CommonOptions & TagOptions,
    ) =>
      within(
        options,
        (session) => tag(context, session, named(experiment, run), { ...options, tags }),
      )
    );
}
