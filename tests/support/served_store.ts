import type { Reachable } from "./reach.ts";

/** A local store served by a process of its own. */
export interface ServedStore extends Reachable, AsyncDisposable {
  /** Its folder. */
  readonly folder: string;
}

/** Serves a store in a temporary folder from another process. */
export async function startServedStore(): Promise<ServedStore> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-served-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL("./serve_child.ts", import.meta.url).href, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stop = async (): Promise<void> => {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  const [url, token] = (await reader.read()).value?.trim().split(" ") ?? [];
  if (!url) {
    await stop();
    throw new Error("The served store ended before it told its address");
  }
  return { url, token, folder, [Symbol.asyncDispose]: stop };
}
