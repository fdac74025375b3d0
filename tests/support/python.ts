import { cachedFolder, installDebianPackages, requireTool, runTool } from "./tools.ts";

/**
 * A Python with pinned packages, made once.
 *
 * @param name What it is for
 * @param requirements The requirements file, beside the tests that use it
 * @returns The path of its interpreter
 */
export async function pythonTool(name: string, requirements: URL): Promise<string> {
  const pins = await Deno.readTextFile(requirements);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pins));
  const key = Array.from(
    new Uint8Array(digest, 0, 6),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  // A virtual environment knows its own path, so it is made where it stays; the mark says it is whole.
  const folder = await cachedFolder(`venv-${name}-${key.join("")}`, () => Promise.resolve());
  const python = `${folder}/bin/python`;
  const mark = `${folder}/complete`;
  if (!await exists(mark)) {
    await withLock(folder, async () => {
      if (await exists(mark)) return;
      await ensurePython();
      await requireTool("python3", ["-m", "venv", "--clear", `${folder}`]);
      await requireTool(python, [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        requirements.pathname,
      ]);
      await Deno.writeTextFile(mark, pins);
    });
  }
  return python;
}

/** Runs a Python script with JSON in and JSON out. */
export async function runPython<Answer>(
  python: string,
  script: URL,
  input: unknown,
  env: Record<string, string> = {},
): Promise<Answer> {
  const child = new Deno.Command(python, {
    args: [script.pathname],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(input)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  if (code !== 0) {
    throw new Error(`${script.pathname} exited ${code}:\n${new TextDecoder().decode(stderr)}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function ensurePython(): Promise<void> {
  const found = await runTool("python3", ["-m", "venv", "--help"]).catch(() => undefined);
  if (found?.code !== 0) await installDebianPackages("python3", "python3-venv");
}

/** Test files run side by side, and only one may make the environment. */
async function withLock(folder: string, work: () => Promise<void>): Promise<void> {
  using file = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await file.lock(true);
  try {
    await work();
  } finally {
    await file.unlock();
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
