/**
 * `runlog download`: downloads an artifact of a run.
 *
 * @module
 */
import { basename } from "node:path";
import { downloadArtifact, getRun, type RunReference, type Session } from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import type { Context } from "../context.ts";

/** Downloads a file or folder, or lists the artifacts of the run. */
export async function download(
  { out, messages, signal }: Context,
  session: Session,
  run: RunReference,
  { name, path }: { readonly name: string | undefined; readonly path: string | undefined },
): Promise<void> {
  if (name === undefined) {
    const { outputArtifacts, inputArtifacts } = await getRun(run, { session, signal });
    const sides = [["output", outputArtifacts], ["input", inputArtifacts]] as const;
    const found = sides.flatMap(([direction, all]) =>
      Object.entries(all).map(([name, { mediaType = "" }]) => ({ name, direction, mediaType }))
    );
    if (out.isJson) return out.json(found);
    return out.table(
      ["artifact", "direction", "type"],
      found.map(({ name, direction, mediaType }) => [name, direction, mediaType]),
    );
  }
  const target = path ?? basename(name);
  const { files, size } = await downloadArtifact(run, name, target, { session, signal });
  if (out.isJson) return out.json({ path: target, files, size });
  messages.line(`Downloaded ${countText(files, "file")} to ${target}`);
}
