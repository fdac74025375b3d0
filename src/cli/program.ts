/**
 * The commands of the command line, with their options and help.
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
import { list, type ListOptions } from "./commands/list.ts";
import { serve } from "./commands/serve.ts";
import { show } from "./commands/show.ts";
import { sync, type SyncCommandOptions } from "./commands/sync.ts";
import { ui } from "./commands/ui.ts";
import { type CommonOptions, type Context, openSession } from "./context.ts";
import { addServingOptions, type ServingOptions } from "./serving.ts";

/** Where commander writes. */
export interface Streams {
  /** Help that was asked for. */
  readonly stdout: { write(text: string): unknown };
  /** What is wrong with a call. */
  readonly stderr: { write(text: string): unknown };
}

/** The program: it throws where a call is wrong, and never ends the process. */
export function buildProgram(context: Context, { stdout, stderr }: Streams): Command {
  const program = new Command("runlog")
    .description("Looks at, moves and tidies up runs in a local store or in SageMaker.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(runlog help {command} tells more)");
  addReading(program, context);
  addChanging(program, context);
  for (const command of program.commands) {
    command
      .addOption(
        new Option("--session <where>", 'where the runs are: "aws", "local" or "local:{folder}"')
          .default(undefined, "what RUNLOG_SESSION and AWS_REGION say"),
      )
      .option("--region <region>", "AWS region")
      .option("--json", "write results as JSON")
      .option("--verbose", "say of an error where it came from");
  }
  // Last, since it completes what is there.
  tab(program, { completionCommandName: "completion" });
  return program;
}

function addReading(program: Command, context: Context): void {
  program.command("list")
    .description("List experiments, or the runs of one.")
    .argument("[experiment]")
    .option("--where <condition...>", "such as metrics.loss.min<0.3 or parameters.optimizer=adam")
    .option("--sort <property>", "such as metrics.loss.last, parameters.lr or startTime")
    .option("--ascending", "smallest first")
    .option("--limit <number>", "how many runs at most", wholeNumber)
    .option("--archived", "archived runs as well")
    .action((experiment: string | undefined, options: CommonOptions & ListOptions) =>
      within(options, (session) => list(context, session, experiment, options))
    );
  program.command("show")
    .description("Show everything that is known of a run.")
    .argument("<experiment>")
    .argument("<run>")
    .action((experiment: string, run: string, options: CommonOptions) =>
      within(options, (session) => show(context, session, experiment, run))
    );
  program.command("compare")
    .description("Show what differs between runs: those named, or the 20 latest.")
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
    .option("--statistic <statistic>", "last, min, max or avg", "last")
    .option("--where <condition...>", "such as parameters.optimizer=adam")
    .action((experiment: string, options: CommonOptions & BestOptions) =>
      within(options, (session) => best(context, session, experiment, options))
    );
  program.command("export")
    .description("Write runs, or the points of their metrics, for other programs.")
    .argument("<experiment>")
    .option("--format <format>", "csv, jsonl or parquet; as the file's name says, or csv")
    .option("-o, --output <file>", "the file; standard output without it")
    .option("--metrics", "the points of the runs' metrics instead of the runs")
    .option("--archived", "archived runs as well")
    .action((experiment: string, options: CommonOptions & ExportOptions) =>
      within(options, (session) => exportRuns(context, session, experiment, options))
    );
}

function addChanging(program: Command, context: Context): void {
  program.command("sync")
    .description("Copy runs from one place to another; what is there already is not sent again.")
    .argument("[experiment]")
    .requiredOption("--to <where>", 'where to: "aws", "local" or "local:{folder}"')
    .option("--conflict <rule>", "of a run changed on both sides: keep, overwrite or error", "keep")
    .option("--old-timestamps <rule>", "of points AWS is too late for: keep or move", "keep")
    .option("--dry-run", "say what would be done")
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
  addServingOptions(program.command("serve"), wholeNumber)
    .description("Serve a local store to any AWS SDK, on a loopback address.")
    .action((options: CommonOptions & ServingOptions) => serve(context, options.session, options));
  addServingOptions(program.command("ui"), wholeNumber)
    .description("Serve a page to look at runs with, on a loopback address.")
    .action((options: CommonOptions & ServingOptions) =>
      within(options, (session) => ui(context, session, options))
    );
  program.command("delete")
    .description("Delete a run, or an experiment with all of its runs. Asks first.")
    .argument("<experiment>")
    .argument("[run]")
    .option("--files", "their own files in S3 as well")
    .option("--delete-lineage", "lineage artifacts of their graphs as well")
    .option("--dry-run", "say what would be deleted")
    .option("--yes", "ask nothing")
    .action(
      (experiment: string, run: string | undefined, options: CommonOptions & DeleteOptions) =>
        within(options, (session) => remove(context, session, experiment, run, options)),
    );
  program.command("doctor")
    .description(
      "Say what runlog works with, what is damaged, and which open runs give no sign of life.",
    )
    .option("--fix", "end those runs as Failed")
    .option("--write", "of AWS, try permissions to write with a probe run and delete it")
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

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("It is a whole number.");
}
