/**
 * Defines the commands of the command line, with their options and help.
 *
 * @module
 */
import tab from "@bomb.sh/tab/commander";
import { Command, Option } from "commander";
import { VERSION } from "../version.ts";
import { addChanging } from "./changing_commands.ts";
import type { Context } from "./context.ts";
import { addReading } from "./reading_commands.ts";
import { addRecording } from "./recording_commands.ts";
import { visibleLines } from "./visible.ts";

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
    .description(
      "Record, inspect, compare, sync and clean up runs in a local store or in SageMaker.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // It quotes arguments.
      writeErr: (text) => void stderr.write(visibleLines(text)),
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(see runlog help {command})");
  addRecording(program, context);
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
