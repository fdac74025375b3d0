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
import { runtimeProblem } from "../oldest_runtimes.ts";

// The one module of this package that acts when it is loaded: it is a program.
const problem = runtimeProblem();
if (problem === undefined) {
  // Loaded only now: an older runtime may not be able to.
  const { runCommand } = await import("./run_command.ts");
  process.exitCode = await runCommand(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    exit: (code) => process.exit(code),
  });
} else {
  process.stderr.write(`error: Cannot run runlog: ${problem}\n`);
  process.exitCode = 1;
}
