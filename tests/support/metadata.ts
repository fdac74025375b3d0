import { fromFileUrl } from "@std/path";
import { runTool } from "./tools.ts";

/** How the instance metadata service of a machine behaves. */
export type Metadata = "answers" | "refuses" | "drops";

const STAND_IN = fromFileUrl(new URL("metadata_stand_in.ts", import.meta.url));

/** A network of its own, in which the metadata service has the address that it has in AWS. */
const WORLD = `
ip link set lo up
case "$1" in
  answers)
    ip addr add 169.254.169.254/32 dev lo
    "$2" run -A --no-config "$3" 169.254.169.254 80 "$4" &
    stand_in=$!
    until [ -s "$4" ]; do sleep 0.02; done ;;
  refuses) ip addr add 169.254.169.254/32 dev lo ;;
  drops)
    ip link add dropping type veth peer name nowhere
    ip addr add 169.254.1.1/16 dev dropping
    ip link set dropping up
    ip link set nowhere up
    ip neigh add 169.254.169.254 lladdr 02:00:00:00:00:01 dev dropping ;;
esac
shift 4
"$@"
code=$?
[ -n "$stand_in" ] && kill "$stand_in"
exit "$code"
`;

/** What a command did beside a metadata service. */
export interface MetadataResult {
  /** Exit code. */
  readonly code: number;
  /** What it wrote. */
  readonly output: string;
  /** Method and path of what the metadata service was asked. */
  readonly requests: readonly string[];
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
}

/** Whether this machine gives processes a network of their own. */
export async function hasNetworks(): Promise<boolean> {
  const { code } = await runTool("unshare", ["-rn", "ip", "link", "set", "lo", "up"])
    .catch(() => ({ code: 1 }));
  return code === 0;
}

/** Runs a command on a machine whose metadata service behaves in some way. */
export async function besideMetadata(
  metadata: Metadata,
  command: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<MetadataResult> {
  const log = await Deno.makeTempFile({ prefix: "runlog-metadata-" });
  const began = performance.now();
  const { code, output } = await runTool("unshare", [
    "-rn",
    // A command that waits for an answer would wait forever.
    "--kill-child",
    "bash",
    "-c",
    WORLD,
    "world",
    metadata,
    Deno.execPath(),
    STAND_IN,
    log,
    ...command,
  ], { ...options, clearEnv: true, signal: AbortSignal.timeout(300_000) });
  const tookMs = performance.now() - began;
  const requests = (await Deno.readTextFile(log)).split("\n")
    .filter((line) => line !== "" && line !== "listening");
  await Deno.remove(log);
  return { code, output, requests, tookMs };
}

/** A command on a pseudo-terminal, where Deno asks for permissions that a script lacks. */
export function onTerminal(command: readonly string[]): readonly string[] {
  const quoted = command.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(" ");
  return ["script", "-qec", quoted, "/dev/null"];
}
