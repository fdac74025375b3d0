import { exists } from "./tool_cache.ts";
import { installDebianPackages } from "./tools.ts";

/** Shells that tests run lines in. `sh` is dash on Debian. */
export type RealShell = "sh" | "bash" | "zsh" | "fish";

/** Arguments before a script: a command that fails ends it, as far as the shell can say so. */
const ARGUMENTS: Readonly<Record<RealShell, readonly string[]>> = {
  sh: ["-euc"],
  bash: ["--norc", "-euc"],
  zsh: ["-f", "-euc"],
  fish: ["--no-config", "-c"],
};

/** The path of a shell, from Debian where it is missing. */
export async function shellPath(shell: RealShell): Promise<string> {
  for (const folder of ["/bin", "/usr/bin", "/usr/local/bin"]) {
    if (await exists(`${folder}/${shell}`)) return `${folder}/${shell}`;
  }
  await installDebianPackages(shell);
  return `/usr/bin/${shell}`;
}

/** The environment that a program has after lines of a shell. */
export async function environmentAfter(
  shell: RealShell,
  lines: readonly string[],
  before: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await new Deno.Command(await shellPath(shell), {
    args: [...ARGUMENTS[shell], [...lines, "exec env -0"].join("\n")],
    env: before,
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(stderr);
  if (code !== 0 || said !== "") throw new Error(`${shell} exited ${code}: ${said}`);
  return Object.fromEntries(
    decoder.decode(stdout).split("\0").filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
