/**
 * Defines the commands of the command line, with their options and help.
 *
 * @module
 */
import tab from "@bomb.sh/tab/commander";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Session } from "../../mod.ts";
import { best, type BestOptions, compare } from "./commands/compare.ts";
import { type DeleteOptions, remove } from "./commands/delete.ts";
import { doctor, type DoctorOptions, tellingDamage } from "./commands/doctor.ts";
import { type ExportOptions, exportRuns } from "./commands/export.ts";
import type { ImportCommandOptions } from "./commands/import.ts";
import { list, type ListOptions } from "./commands/list.ts";
import { serve, type ServeOptions } from "./commands/serve.ts";
import { show } from "./commands/show.ts";
import { sync, type SyncCommandOptions } from "./commands/sync.ts";
import { ui } from "./commands/ui.ts";
import { type CommonOptions, type Context, openSession } from "./context.ts";
import { STATISTICS } from "../text/statistics.ts";
import { addServingOptions, type ServingOptions } from "./serving.ts";
import { SHELLS } from "./shells.ts";
import { visibleLines } from "./visible.ts";

/** Help of a condition. */
const WHERE = 'words and conditions, such as "status = failed", "loss.min < 0.3" or optimizer=adam';

/** Help of an option. */
const OLD_TIMESTAMPS = "what to do with points older than AWS accepts: keep or move";

/** Streams that commander writes to. */
export interface Streams {
  /** Receives requested help. */
  readonly stdout: { write(text: string): unknown };
  /** Receives messages about invalid command lines. */
  readonly stderr: { write(text: string): unknown };
}

/** Builds the program. It throws if a command line is invalid, and never ends the process. */
export function buildProgram(context: Context, { stdout, stderr }: Streams): Command {
  const program = new Command("runlog")
    .description("Inspect, compare, sync and clean up runs in a local store or in SageMaker.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // It quotes arguments.
      writeErr: (text) => void stderr.write(visibleLines(text)),
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(see runlog help {command})");
  addReading(program, context);
  addChanging(program, context);
  for (const command of program.commands) {
    command
      .addOption(
        new Option("--session <where>", "where the runs are: aws, local or local:{folder}")
          .default(undefined, "from RUNLOG_SESSION or AWS_REGION"),
      )
      .option("--region <region>", "AWS region")
      .option("--json", "print results as JSON")
      .option("--verbose", "print stack traces and causes");
  }
  // Last, because it completes only the commands that exist by then.
  tab(program, { completionCommandName: "completion" });
  return program;
}

function addReading(program: Command, context: Context): void {
  program.command("list")
    .description("List experiments, or the runs of one.")
    .argument("[experiment]")
    .option("--where <condition...>", WHERE)
    .option("--sort-by <property>", "such as metrics.loss.last, lr or startTime (creationTime)")
    .option("--sort-order <order>", "ascending or descending", "descending")
    .option("--max-results <number>", "maximum number of runs", wholeNumberFrom(1))
    .option("--include-archived", "include archived runs")
    .action((experiment: string | undefined, options: CommonOptions & ListOptions) =>
      within(options, (session) => list(context, session, experiment, options))
    );
  program.command("show")
    .description("Show a run: facts, parameters, metrics, files and graphs.")
    .argument("<experiment>")
    .argument("<run>")
    .action((experiment: string, run: string, options: CommonOptions) =>
      within(options, (session) => show(context, session, experiment, run))
    );
  program.command("compare")
    .description("Show what differs between runs (default: the 20 latest).")
    .argument("<experiment>")
    .argument("[runs...]")
    .action((experiment: string, runs: readonly string[], options: CommonOptions) =>
      within(options, (session) => compare(context, session, experiment, runs))
    );
  program.command("best")
    .description("Show the run with the smallest or largest value of a metric.")
    .argument("<experiment>")
    .requiredOption("--metric <name>", "the metric")
    .requiredOption("--goal <goal>", "minimize or maximize")
    .option("--statistic <statistic>", STATISTICS.join(", "), "last")
    .option("--where <condition...>", WHERE)
    .action((experiment: string, options: CommonOptions & BestOptions) =>
      within(options, (session) => best(context, session, experiment, options))
    );
  program.command("export")
    .description("Export runs, or the points of their metrics.")
    .argument("<experiment>")
    .option(
      "--format <format>",
      "csv, jsonl, parquet or tensorboard (default: from the file extension, else csv)",
    )
    .option("-o, --output <path>", "file to write (default: standard output); TensorBoard's folder")
    .option("--metrics", "export the points of the runs' metrics instead of the runs")
    .option("--include-archived", "include archived runs")
    .action((experiment: string, options: CommonOptions & ExportOptions) =>
      within(options, (session) => exportRuns(context, session, experiment, options))
    );
}

function addChanging(program: Command, context: Context): void {
  program.command("sync")
    .description("Copy runs to another session. Only what is missing or changed is sent.")
    .argument("[experiment]")
    .requiredOption("--to <where>", "destination: aws, local or local:{folder}")
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
          within(
            { session: options.to, ...(options.region && { region: options.region }) },
            (to) => sync(context, { from, to }, experiment, options),
          )),
    );
  program.command("import")
    .description(
      "Import runs from files of TensorBoard, W&B, MLflow, Trackio, Neptune, DVCLive, Hugging Face's " +
        "Trainer, CSV and JSON lines. Again, only what is new is added.",
    )
    .argument("<path>", "file or folder; the tool is detected by its content")
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
}

async function within(
  { session, region }: CommonOptions,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const opened = await openSession(session, region);
  try {
    await work(opened);
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}
