/**
 * Defines the command that records a run of another program.
 *
 * @module
 */
import type { Command } from "commander";
import { exec, type ExecOptions } from "./commands/exec.ts";
import type { CommonOptions, Context } from "./context.ts";
import { within } from "./opened.ts";

/** Adds the command that records. */
export function addRecording(program: Command, context: Context): void {
  program.command("exec")
    .description(
      "Run a program and record a run of it: its metrics, output and end. " +
        "Lines such as `METRIC loss=0.5 step=3` are points, too.",
    )
    .usage("[options] --experiment <name> -- <command...>")
    .argument("<command...>")
    .requiredOption("--experiment <name>", "the experiment")
    .option("--run <name>", "the run (default: a new name)")
    .option(
      "--metric <definition...>",
      "metric and pattern of its value in the output, such as 'loss=loss: ([0-9.]+)'",
    )
    .option("--no-output", "keep the output out of the run")
    .passThroughOptions()
    .action((command: readonly string[], options: CommonOptions & ExecOptions) =>
      within(options, (session) => exec(context, session, command, options))
    );
}
