/**
 * `runlog doctor`: what this runlog works with, and whether all is well.
 *
 * @module
 */
import process from "node:process";
import { closeStaleRuns, type Session } from "../../../mod.ts";
import type { Context } from "../context.ts";
import { count, time } from "../format.ts";

/** Says what is used, and which runs nobody ended. */
export async function doctor(
  { out, messages, signal }: Context,
  session: Session,
  { fix = false }: { readonly fix?: boolean },
): Promise<void> {
  const { deno, bun, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node}`;
  const stale = await closeStaleRuns({ session, dryRun: !fix, signal });
  if (out.isJson) return out.json({ runtime, location: session.location, stale, isFixed: fix });
  out.line(`${out.paint("bold", "runtime: ")} ${runtime}`);
  out.line(`${out.paint("bold", "records: ")} ${session.location}`);
  out.line(
    `${out.paint("bold", "open runs that give no sign of life: ")}${
      stale.length === 0 ? out.paint("green", "none") : out.paint("yellow", String(stale.length))
    }`,
  );
  if (stale.length === 0) return;
  out.line();
  out.table(
    ["experiment", "run", "last sign"],
    stale.map(({ run, lastSign }) => [run.experimentName, run.runName, time(lastSign)]),
  );
  messages.line(
    fix
      ? `${count(stale.length, "run")} ended as Failed`
      : "runlog doctor --fix ends them as Failed",
  );
}
