/** Where the tools of tests are kept: outside the checkout, whole or not at all. */

/** The folder of all tools: `RUNLOG_TOOLS`, or `runlog-tools` in the user's cache. */
export function toolsFolder(): string {
  const own = Deno.env.get("RUNLOG_TOOLS");
  if (own) return own;
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  return `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/runlog-tools`;
}

/**
 * A folder made once. It counts only when its mark is there, which is written last: one that was
 * left half-made is made anew.
 *
 * @param name Its name, versions included
 * @param make Fills the empty folder, in the place where it stays
 * @param tools The folder of all tools
 * @returns Its path
 */
export async function cachedFolder(
  name: string,
  make: (folder: string) => Promise<void>,
  tools: string = toolsFolder(),
): Promise<string> {
  const folder = `${tools}/${name}`;
  const mark = `${folder}/complete`;
  if (await exists(mark)) return folder;
  return await exclusively(name, async () => {
    if (await exists(mark)) return folder;
    console.error(`Setting up ${name} in ${tools}`);
    if (await exists(folder)) await Deno.remove(folder, { recursive: true });
    await Deno.mkdir(folder);
    await make(folder);
    await Deno.writeTextFile(mark, "");
    return folder;
  }, tools);
}

/** Does what only one process may do at a time. The lock goes with its process, however that ends. */
export async function exclusively<Result>(
  name: string,
  work: () => Promise<Result>,
  tools: string = toolsFolder(),
): Promise<Result> {
  await Deno.mkdir(tools, { recursive: true });
  using file = await Deno.open(`${tools}/${name}.lock`, { create: true, write: true });
  await file.lock(true);
  return await work();
}

/** A name that changes with a text: versions, requirements. */
export async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest, 0, 6).toHex();
}

/** Whether something is there; a link to nothing is not. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
