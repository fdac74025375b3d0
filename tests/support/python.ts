import { fromFileUrl } from "@std/path";
import { cachedFolder, digestOf, exists } from "./tool_cache.ts";
import { installDebianPackages, requireTool, runTool, type ToolOptions } from "./tools.ts";

/**
 * A Python with pinned packages, made once.
 *
 * @param name What it is for
 * @param requirements The requirements file, beside the tests that use it
 * @returns The path of its interpreter
 */
export async function pythonTool(name: string, requirements: URL): Promise<string> {
  const pins = await Deno.readTextFile(requirements);
  const folder = await cachedFolder(`python-${name}-${await digestOf(pins)}`, async (folder) => {
    await ensurePython();
    await requireTool("python3", ["-m", "venv", folder]);
    await requireTool(`${folder}/bin/python`, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--requirement",
      fromFileUrl(requirements),
    ]);
  });
  const python = `${folder}/bin/python`;
  if (!await exists(python)) {
    throw new Error(`The Python that ${folder} was made with is gone: remove that folder`);
  }
  return python;
}

/** Runs a Python script with JSON in and JSON out. With `clearEnv`, `env` is all of its environment. */
export async function runPython<Answer>(
  python: string,
  script: URL,
  input: unknown,
  env: Readonly<Record<string, string>> = {},
  options: Pick<ToolOptions, "clearEnv"> = {},
): Promise<Answer> {
  const child = new Deno.Command(python, {
    args: [fromFileUrl(script)],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { ...env },
    ...options,
  }).spawn();
  // A script that fails may end before it has read its input: its own words then say why.
  const sent = new Blob([JSON.stringify(input)]).stream().pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await sent;
  if (code !== 0) {
    throw new Error(`${fromFileUrl(script)} exited ${code}:\n${new TextDecoder().decode(stderr)}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function ensurePython(): Promise<void> {
  // Debian's python3 alone has venv, but not what fills one.
  const found = await runTool("python3", ["-c", "import ensurepip, venv"]).catch(() => undefined);
  if (found?.code !== 0) await installDebianPackages("python3", "python3-venv");
}
