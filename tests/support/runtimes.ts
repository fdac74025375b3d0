import { bunPath, nodePath } from "./tools.ts";

/** How each runtime is called with a script: Deno with every permission, as URIs need. */
export const RUNTIMES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  Deno: () => Promise.resolve([Deno.execPath(), "run", "--allow-all", "--no-config"]),
  Bun: async () => [await bunPath()],
  Node: async () => [await nodePath()],
};
