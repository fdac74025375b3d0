import { plainEnvironment } from "./environment.ts";
import type { Reachable } from "./reach.ts";
import { startCommand } from "./served_command.ts";
import { environmentAfter } from "./shells.ts";

/** A store that `runlog serve` serves, with the lines that it prints. */
export interface PrintedStore extends Reachable, AsyncDisposable {
  /** The folder of the store. */
  readonly folder: string;
  /** All variables of a shell that ran the lines, for someone who had set nothing. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts `runlog serve` over a store in a temporary folder, which goes away with it.
 *
 * @param args Its options
 * @param folder A folder to serve instead, which stays
 */
export async function printedStore(
  args: readonly string[] = [],
  folder?: string,
): Promise<PrintedStore> {
  const home = await Deno.makeTempDir({ prefix: "runlog-printed-" });
  const store = folder ?? `${home}/runlog`;
  const served = await startCommand(
    ["serve", "--shell", "sh", "--session", `local:${store}`, ...args],
    { cwd: home },
  );
  const { AWS_CONFIG_FILE: _, AWS_SHARED_CREDENTIALS_FILE: __, ...plain } = plainEnvironment();
  const environment = await environmentAfter("sh", served.lines, {
    ...plain,
    HOME: home,
    PYTHONWARNINGS: "ignore",
  });
  return {
    folder: store,
    environment,
    url: environment["AWS_ENDPOINT_URL"] ?? "",
    token: environment["AWS_ACCESS_KEY_ID"],
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
    },
  };
}
