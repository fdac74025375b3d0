/**
 * A served store that is killed again and again under five clients of three languages, in processes
 * of their own: `RUNLOG_KILLS=100` kills it more often.
 */
import { assert, assertEquals } from "@std/assert";
import { checkStore } from "../../../src/local.ts";
import { linesOf } from "../../support/children.ts";
import { dice, SEED } from "../../support/dice.ts";
import { range } from "../../support/numbers.ts";
import { pythonTool, runPython } from "../../support/python.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { type Acknowledgement, lastOf } from "./acknowledgement.ts";
import { type Client, CLIENTS, startClient } from "./clients.ts";
import { missingFor } from "./read_back.ts";

const KILLS = Number(Deno.env.get("RUNLOG_KILLS") ?? 8);
/** Most acknowledgements of all clients from one kill to the next. */
const MOST = 40;
/** Longest time from the last of them to the kill: clients are in the middle of something. */
const LONGEST_MS = 30;
const TOKEN = "a-token-that-stays-the-same-through-all-kills";

interface Server {
  readonly url: string;
  /** Kills it, or lets it end. A second call has no effect. */
  end(how: "SIGKILL" | "gently"): Promise<void>;
}

async function startServer(folder: string, port: string): Promise<Server> {
  const script = new URL("./server_child.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", script, folder, port, TOKEN],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  const lines = linesOf(child)[Symbol.asyncIterator]();
  const { value: url } = await lines.next();
  if (url === undefined) throw new Error(`The server did not start: ${await said}`);
  const end = async (how: "SIGKILL" | "gently"): Promise<void> => {
    if (how === "SIGKILL") child.kill(how);
    else await child.stdin.close();
    await child.status;
    await lines.return?.();
    assertEquals(await said, "");
    if (how === "SIGKILL") await child.stdin.close().catch(() => {});
  };
  let ended: Promise<void> | undefined;
  return { url, end: (how) => ended ??= end(how) };
}

/** Counts acknowledgements, and waits for more of them. */
class Counter {
  #count = 0;
  #wanted: { readonly count: number; readonly resolve: () => void } | undefined;

  add = (): void => {
    this.#count++;
    if (this.#wanted && this.#count >= this.#wanted.count) this.#wanted.resolve();
  };

  more(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wanted = { count: this.#count + count, resolve };
    return promise;
  }
}

Deno.test(`a served store that is killed ${KILLS} times keeps what it acknowledged to five clients, once`, async () => {
  await inFolder(async (folder) => {
    const [store, stopFile] = [`${folder}/store`, `${folder}/stop`];
    const random = dice(SEED);
    const counter = new Counter();
    let server = await startServer(store, "0");
    const { url } = server;
    const { port } = new URL(url);
    const clients = await Promise.all(
      CLIENTS.map((name) => startClient(name, { url, token: TOKEN }, stopFile, counter.add)),
    );
    const failed = Promise.all(clients.map(({ ended }) => ended));
    try {
      // Each has begun.
      while (clients.some(({ acknowledged }) => acknowledged.length === 0)) {
        await Promise.race([counter.more(1), failed]);
      }
      for (const _ of range(KILLS)) {
        await Promise.race([counter.more(1 + Math.floor(random() * MOST)), failed]);
        await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_MS));
        await server.end("SIGKILL");
        server = await startServer(store, port);
      }
      await Deno.writeTextFile(stopFile, "");
      await failed;
      const acknowledged = lastOf(clients.flatMap((client) => client.acknowledged));
      console.log(
        `RUNLOG_SEED=${SEED}: ${KILLS} kills, ${acknowledged.length} acknowledged: ` +
          clients.map((client) => `${client.name} ${client.acknowledged.length}`).join(", "),
      );
      assertEquals(await missingFor({ url, token: TOKEN }, acknowledged), []);
      assertEquals(await missingForBoto3(url, acknowledged), []);
      await server.end("gently");
      const { damage, points } = await checkStore(store);
      assertEquals(damage, []);
      assert(points > 0);
    } finally {
      for (const client of clients) killIfAlive(client);
      await server.end("gently");
    }
  });
});

function killIfAlive(client: Client): void {
  try {
    client.kill();
  } catch {
    // It has ended.
  }
}

async function missingForBoto3(
  url: string,
  acknowledged: readonly Acknowledgement[],
): Promise<readonly string[]> {
  const requirements = new URL("../../conformance/local/requirements.txt", import.meta.url);
  const python = await pythonTool("boto3", requirements);
  const script = new URL("./read_back.py", import.meta.url);
  return await runPython(python, script, { url, token: TOKEN, acknowledged });
}
