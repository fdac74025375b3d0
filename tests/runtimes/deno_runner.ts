/** Runs test files in Deno's own test runner. */

/** How long the runner may print nothing: the longest test takes a tenth of it on an idle machine. */
const LONGEST_SILENCE_MS = 20 * 60_000;

/** What a process of the runner printed, and whether all passed. */
export interface DenoRun {
  readonly output: string;
  readonly isSuccess: boolean;
}

/** Runs files in a process; `onText` receives what it prints. */
export async function runDenoTests(
  files: readonly string[],
  onText: (text: string) => void = () => {},
): Promise<DenoRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--frozen", "--no-check", ...files],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  // The runner prints a test's name as it begins, so that the last line is the one that hangs.
  const hangs = (): void => {
    console.error(
      `\nNO OUTPUT for ${LONGEST_SILENCE_MS / 60_000} minutes, ended: ${lastLine(output)}`,
    );
    child.kill("SIGKILL");
  };
  let timer = setTimeout(hangs, LONGEST_SILENCE_MS);
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    clearTimeout(timer);
    timer = setTimeout(hangs, LONGEST_SILENCE_MS);
    output += text;
    onText(text);
  }
  clearTimeout(timer);
  return { output, isSuccess: (await child.status).success };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
