import { linesOf } from "../../support/children.ts";

/** The memory of a process, in bytes. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

/** A served store in a process of its own, which tells how much memory it uses. */
export interface WatchedServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly folder: string;
  /** What it wrote to standard error so far. */
  readonly complaints: () => string;
  memory(): Promise<Memory>;
}

/** Serves a store in a temporary folder. */
export async function startWatchedServer(): Promise<WatchedServer> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-requests-" });
  const script = new URL("./server_child.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", "--v8-flags=--expose-gc", script, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const lines = linesOf(child)[Symbol.asyncIterator]();
  let said = "";
  const listened = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) said += text;
  })();
  const nextLine = async (): Promise<string> => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`The served store ended: ${said}`);
    return value;
  };
  const [url = "", token = ""] = (await nextLine()).split(" ");
  return {
    url,
    token,
    folder,
    complaints: () => said,
    async memory() {
      await input.write(new TextEncoder().encode("\n"));
      // The child's own form.
      return JSON.parse(await nextLine()) as Memory;
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      await Promise.all([child.status, listened]);
      await Deno.remove(folder, { recursive: true });
    },
  };
}
