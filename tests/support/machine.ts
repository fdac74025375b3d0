import { fromFileUrl } from "@std/path";
import { temporaryService } from "./services.ts";
import { runTool } from "./tools.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** README's flags for credentials that do not come from variables or a program. */
export const DENO_FLAGS = ["--allow-env", "--allow-net", "--allow-read"];

/** A person's machine: a home folder, a service at AWS's place, and who signed what it was sent. */
export interface Machine extends AsyncDisposable {
  readonly home: string;
  readonly endpoint: string;
  /** Keys that requests were signed with, in order. */
  readonly accessKeys: readonly string[];
  /** Method, host and path of requests, in order. */
  readonly requests: readonly string[];
  /** Writes a file below the home folder. */
  write(path: string, text: string): Promise<void>;
  /** What a script says, in Deno. */
  run(script: URL, env?: Record<string, string>, flags?: readonly string[]): Promise<string>;
}

/** A machine on which nothing is configured for AWS but where SageMaker answers. */
export async function makeMachine(): Promise<Machine> {
  const home = await Deno.makeTempDir({ prefix: "runlog-home-" });
  const service = await temporaryService();
  const accessKeys: string[] = [];
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const signed = request.headers.get("authorization") ?? "";
    accessKeys.push(/Credential=([^/]+)/.exec(signed)?.[1] ?? "");
    const { host, pathname } = new URL(request.url);
    requests.push(`${request.method} ${host}${pathname}`);
    return service.fetch(request);
  });
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
  return {
    home,
    endpoint,
    accessKeys,
    requests,
    async write(path, text) {
      await Deno.mkdir(`${home}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${home}/${path}`, text);
    },
    async run(script, env = {}, flags = DENO_FLAGS) {
      const { output } = await runTool(
        Deno.execPath(),
        ["run", "--no-prompt", "--no-check", `--config=${CONFIG}`, ...flags, fromFileUrl(script)],
        {
          cwd: home,
          clearEnv: true,
          env: {
            PATH,
            HOME: home,
            DENO_DIR,
            NO_COLOR: "1",
            ...env,
          },
        },
      );
      return output.trim();
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await service.close();
      await Deno.remove(home, { recursive: true });
    },
  };
}
