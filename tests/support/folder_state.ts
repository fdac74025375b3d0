/** The files and folders in a folder, to see whether anything changed. */
export async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const { size, mtime, mode } = await Deno.lstat(path);
    found.set(name, `${isDirectory ? "folder" : size} ${mtime?.getTime()} ${mode}`);
    if (!isDirectory || isSymlink) continue;
    for (const [below, facts] of await filesOf(path)) found.set(`${name}/${below}`, facts);
  }
  return found;
}
