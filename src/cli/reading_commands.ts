/**
 * Defines the commands that read runs.
 *
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";
import { best, type BestOptions, compare } from "./commands/compare.ts";
import { download } from "./commands/download.ts";
import { type ExportOptions, exportRuns } from "./commands/export.ts";
import { history, type HistoryOptions } from "./commands/history.ts";
import { list, type ListOptions } from "./commands/list.ts";
import { show } from "./commands/show.ts";
import { type FollowOptions, secondsOf, wait, watch } from "./commands/watch.ts";
import type { CommonOptions, Context } from "./context.ts";
import { wholeNumberFrom, within } from "./opened.ts";
import { STATISTICS } from "../text/statistics.ts";

/** Help of a condition. */
const WHERE = 'words and conditions, such as "status = failed", "loss.min < 0.3" or optimizer=adam';

/** Adds the commands that read runs. */
export function addReading(program: Command, context: Context): void {
  program.command("list")
    .description("List experiments, or the runs of one.")
    .argument("[experiment]")
    .option("--where <condition...>", WHERE)
    .option("--sort-by <property>", "such as metrics.loss.last, lr or startTime (creationTime)")
    .option("--sort-order <order>", "ascending or descending", "descending")
    .option("--max-results <number>", "maximum number of runs", wholeNumberFrom(1))
    .option("--include-archived", "include archived runs")
    .option("--columns <names>", "properties to show, such as status,lr,loss.min,duration")
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
    .option("--run <name...>", "runs to export (default: all)")
    .option("--metric <name...>", "metrics whose points to export (default: all)")
    .option("--include-archived", "include archived runs")
    .action((experiment: string, options: CommonOptions & ExportOptions) =>
      within(options, (session) => exportRuns(context, session, experiment, options))
    );
  addFollowing(program, context);
}

/** Adds the commands about one run's values, files and end. */
function addFollowing(program: Command, context: Context): void {
  program.command("history")
    .description("Print the values of a metric.")
    .argument("<experiment>")
    .argument("<run>")
    .argument("<metric>")
    .option("--points <number>", "most points to print, with the extremes", wholeNumberFrom(1))
    .action((
      experimentName: string,
      runName: string,
      metricName: string,
      options: CommonOptions & HistoryOptions,
    ) =>
      within(
        options,
        (session) => history(context, session, { experimentName, runName, metricName }, options),
      )
    );
  program.command("download")
    .description("Download an artifact of a run, or list the artifacts.")
    .argument("<experiment>")
    .argument("<run>")
    .argument("[artifact]")
    .argument("[path]", "file or folder to write (default: the artifact's name)")
    .action((
      experimentName: string,
      runName: string,
      name: string | undefined,
      path: string | undefined,
      options: CommonOptions,
    ) =>
      within(
        options,
        (session) => download(context, session, { experimentName, runName }, { name, path }),
      )
    );
  const follow = (name: string, description: string, run: typeof watch): Command =>
    program.command(name)
      .description(description)
      .argument("<experiment>")
      .argument("[run]")
      .option("--interval <seconds>", "time between two reads (2)", seconds)
      .action((
        experimentName: string,
        runName: string | undefined,
        options: CommonOptions & FollowOptions,
      ) =>
        within(options, (session) => run(context, session, { experimentName, runName }, options))
      );
  follow("watch", "Print each change of a run, until it ends.", watch);
  follow("wait", "Wait until a run, or all runs of an experiment, have ended.", wait)
    .option("--timeout <seconds>", "longest time to wait; the exit code is then 124", seconds);
}

function seconds(text: string): number {
  try {
    return secondsOf(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
