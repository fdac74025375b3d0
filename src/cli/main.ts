/**
 * The `runlog` command: lists, shows, compares, exports, syncs, serves and cleans up recorded runs,
 * in a local store or in SageMaker.
 *
 * ```sh
 * deno run -A jsr:@runlog/sagemaker/cli list
 * deno install -g -A -n runlog jsr:@runlog/sagemaker/cli
 * ```
 *
 * @module
 */
import process from "node:process";
import { runCommand } from "./run_command.ts";

// The one module of this package that acts when it is loaded: it is a program.
process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  exit: (code) => process.exit(code),
});
