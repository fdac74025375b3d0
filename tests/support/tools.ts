/** The programs that tests need beside Deno: versions pinned, kept outside the checkout. */

/** Versions of what comes from npm. */
const NPM_TOOLS = { bun: "1.4.5", node: "24.21.0" } as const;

/** Where tools are kept between runs. */
export function toolsFolder(): string {
  const own = Deno.env.get("RUNLOG_TOOLS");
  if (own) return own;
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/runlog-tools`;
}

/**
 * A folder made once: half-made ones are never used, since it gets its name when it is whole.
 *
 * @param name Its name, versions included
 * @param make Fills a folder of another name
 */
export async function cachedFolder(
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = `${toolsFolder()}/${name}`;
  if (await exists(folder)) return folder;
  await Deno.mkdir(toolsFolder(), { recursive: true });
  const unfinished = await Deno.makeTempDir({ dir: toolsFolder(), prefix: "unfinished-" });
  try {
    await make(unfinished);
    await Deno.rename(unfinished, folder);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true }).catch(() => {});
    // Another process may have made it meanwhile.
    if (!await exists(folder)) throw error;
  }
  return folder;
}

/** Runs a program to its end. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Record<string, string>;
    readonly clearEnv?: boolean;
  } = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    ...options,
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Runs a program that has to succeed. */
export async function requireTool(command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runTool(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited ${code}:\n${output}`);
  return output;
}

/** Bun, from npm. */
export function bunPath(): Promise<string> {
  return npmTool("bun", [`bun@${NPM_TOOLS.bun}`], "node_modules/bun/bin/bun.exe");
}

/** Node with SQLite, from npm: the machine's own may be older. */
export function nodePath(): Promise<string> {
  const { os, arch } = Deno.build;
  const system = os === "windows" ? "win" : os;
  const packageName = `node-${system}-${arch === "aarch64" ? "arm64" : "x64"}`;
  return npmTool(
    "node",
    [`${packageName}@${NPM_TOOLS.node}`],
    `node_modules/${packageName}/bin/node${os === "windows" ? ".exe" : ""}`,
  );
}

/** Chromium: CHROMIUM_PATH, the system's, or Debian's package where this process may install it. */
export async function chromiumPath(): Promise<string> {
  const own = Deno.env.get("CHROMIUM_PATH");
  if (own) return own;
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  for (const place of places) if (await exists(place)) return place;
  await installDebianPackages("chromium");
  return "/usr/bin/chromium";
}

/** Installs packages of Debian's, as root. */
export async function installDebianPackages(...packages: readonly string[]): Promise<void> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) {
    throw new Error(`Install ${packages.join(" ")} first: only root on Debian can do it from here`);
  }
  await requireTool("apt-get", ["update", "-q"]);
  await requireTool("apt-get", ["install", "-q", "-y", ...packages]);
}

async function npmTool(name: string, packages: readonly string[], path: string): Promise<string> {
  const version = packages.join("-").replace(/[^\w.@-]/g, "_");
  const folder = await cachedFolder(`${name}-${version}`, async (folder) => {
    await requireTool("npm", [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      ...packages,
    ]);
    await requireTool(`${folder}/${path}`, ["--version"]);
  });
  return `${folder}/${path}`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
