import { assert, assertEquals } from "@std/assert";
import { getRun, type RunRecord } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CHILD = "tests/run/process_end_child.ts";
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

async function read(path: string, runName: string): Promise<RunRecord> {
  await using session = await localSession({ path });
  return await getRun({ experimentName: "endings", runName }, { session });
}

/** Runs a command on a terminal of its own, types a key once it is ready, and tells how it ended. */
const ON_TERMINAL = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen, typed = b"", False
while True:
    try:
        read = os.read(terminal, 1024)
    except OSError:
        break
    if not read:
        break
    seen += read
    if b"ready" in seen and not typed:
        typed = True
        if sys.argv[1] == "hangup":
            os.close(terminal)
            break
        os.write(terminal, b"\\x03")
_, status = os.waitpid(pid, 0)
print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`;

async function onTerminal(
  runtime: ScriptRuntime,
  place: string,
  deed: "ctrl-c" | "hangup",
): Promise<number> {
  const wrapper = ["python3", "-c", ON_TERMINAL, deed];
  const child = await startScript(runtime, CHILD, [place, "go-on"], { wrapper });
  const [last] = (await Array.fromAsync(linesOf(child))).slice(-1);
  await child.stderr.cancel();
  await child.status;
  return Number(last);
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, Ctrl-C on a terminal and its hangup end the run as Stopped, and the process as without it`, () =>
    inFolder(async (folder) => {
      for (
        const [deed, signal, number] of [["ctrl-c", "SIGINT", -2], [
          "hangup",
          "SIGHUP",
          -1,
        ]] as const
      ) {
        assertEquals(await onTerminal(runtime, "none", deed), number);
        assertEquals(await onTerminal(runtime, folder, deed), number);
        const { status, statusMessage, metrics, endTime } = await read(folder, "go-on");
        assertEquals([status, statusMessage], ["Stopped", `The process received ${signal}`]);
        assert(endTime && (metrics["loss"]?.count ?? 0) >= 3);
      }
    }));

  Deno.test(`in ${runtime}, a signal that the process was started to ignore stays ignored`, () =>
    inFolder(async (folder) => {
      const ends: (string | null)[] = [];
      for (const place of ["none", folder]) {
        const wrapper = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"];
        const child = await startScript(runtime, CHILD, [place, "go-on"], { wrapper });
        for await (const line of linesOf(child)) {
          if (line !== "ready") continue;
          child.kill("SIGHUP");
          // Whoever survives the first is ended by the second.
          const timer = setTimeout(() => child.kill("SIGTERM"), 1_500);
          child.status.then(() => clearTimeout(timer));
        }
        ends.push((await child.status).signal);
        await child.stderr.cancel();
      }
      // Node listens to it whatever its parent says.
      assertEquals(ends, runtime === "node" ? ["SIGHUP", "SIGHUP"] : ["SIGTERM", "SIGTERM"]);
      assertEquals((await read(folder, "go-on")).statusMessage, `The process received ${ends[1]}`);
    }));
}
