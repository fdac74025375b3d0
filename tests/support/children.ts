import { bundleForProcess } from "./bundle.ts";
import { bunPath, nodePath } from "./tools.ts";

/** A runtime that scripts run in. */
export type ScriptRuntime = "deno" | "bun" | "node";

/** The script of this checkout, bundled once for each of its runtimes. */
const bundles = new Map<string, Promise<string>>();

/**
 * Flags that keep a runtime's heap small, and let a script collect garbage. V8 gives memory of its young
 * generation back to no one, so that its growing and shrinking alone would be megabytes a minute.
 */
const SMALL_HEAP: Readonly<Record<ScriptRuntime, readonly string[]>> = {
  deno: ["--v8-flags=--max-old-space-size=96,--max-semi-space-size=4,--expose-gc"],
  node: ["--max-old-space-size=96", "--max-semi-space-size=4", "--expose-gc"],
  bun: ["--smol", "--expose-gc"],
};

/** Options of {@linkcode startScript}. */
interface ScriptOptions {
  readonly hasSmallHeap?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the script's command, which follows its own arguments. */
  readonly wrapper?: readonly string[];
}

/** Starts a script of this checkout in a process of its own. */
export async function startScript(
  runtime: ScriptRuntime,
  entry: string,
  args: readonly string[],
  { hasSmallHeap = false, env = {}, wrapper = [] }: ScriptOptions = {},
): Promise<Deno.ChildProcess> {
  let bundled = bundles.get(entry);
  if (!bundled) {
    const folder = await Deno.makeTempDir({ prefix: "runlog-script-" });
    bundles.set(entry, bundled = bundleForProcess(entry, folder));
  }
  const script = await bundled;
  const [command, before] = runtime === "deno"
    ? [Deno.execPath(), ["run", "--allow-all", "--no-config"]]
    : runtime === "bun"
    ? [await bunPath(), ["run"]]
    : [await nodePath(), ["--disable-warning=ExperimentalWarning"]];
  const [program = "", ...rest] = [
    ...wrapper,
    command,
    ...before,
    ...(hasSmallHeap ? SMALL_HEAP[runtime] : []),
    script,
    ...args,
  ];
  return new Deno.Command(program, {
    args: rest,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", ...env },
  }).spawn();
}

/** Lines of a child's output, one by one. */
export function linesOf(child: Deno.ChildProcess): AsyncIterable<string> {
  return child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(lineSplitter());
}

function lineSplitter(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(line);
    },
    flush(controller) {
      if (rest !== "") controller.enqueue(rest);
    },
  });
}
