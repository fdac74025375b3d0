/** A local store served by a process of its own. */
export interface ServedStore extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Its folder. */
  readonly folder: string;
}

/** Serves a store in a temporary folder from another process. */
export async function startServedStore(): Promise<ServedStore> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-served-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL("./serve_child.ts", import.meta.url).pathname, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return {
    url: value.trim(),
    folder,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
