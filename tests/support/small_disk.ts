import { runTool } from "./tools.ts";

/**
 * A disk of its own, in memory. Only root may make one: undefined elsewhere, but never in CI.
 *
 * @param mebibytes Its size
 */
export async function smallDisk(
  mebibytes: number,
): Promise<(AsyncDisposable & { readonly path: string }) | undefined> {
  const path = await Deno.makeTempDir({ prefix: "runlog-disk-" });
  const args = ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", path];
  const { code, output } = await runTool("mount", args);
  if (code !== 0) {
    await Deno.remove(path);
    if (Deno.env.get("CI") === "true") throw new Error(`A small disk cannot be mounted: ${output}`);
    console.warn(`NOT TESTED, since only root can mount a small disk: ${output}`);
    return undefined;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await runTool("umount", [path]);
      await Deno.remove(path);
    },
  };
}
