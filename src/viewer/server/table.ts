/**
 * Exports the runs of an experiment for other programs.
 *
 * @module
 */
import { type Exportable, listRuns, toCsv, toJsonLines, toParquet } from "../../../mod.ts";
import { answer, Refusal } from "./answers.ts";
import { type Question, required } from "./read.ts";

type Encode = (data: Exportable) => Promise<string | Uint8Array<ArrayBuffer>>;

const FORMATS: ReadonlyMap<string, Encode> = new Map<string, Encode>([
  ["csv", (runs) => toCsv(runs)],
  ["jsonl", toJsonLines],
  ["parquet", toParquet],
]);

/** Sends a table of an experiment's runs as a download. */
export async function table({ session, query, signal }: Question): Promise<Response> {
  const experimentName = required(query, "experiment");
  const format = required(query, "format");
  const encode = FORMATS.get(format);
  if (!encode) {
    throw new Refusal(
      400,
      `"format" must be one of ${[...FORMATS.keys()].join(", ")}, got "${format}"`,
    );
  }
  const includeArchived = query.has("archived");
  const runs = await Array.fromAsync(
    listRuns({ experimentName, includeArchived, session, signal }),
  );
  return answer(await encode(runs), 200, {
    "content-type": "application/octet-stream",
    // An experiment that was found has a name of letters, digits and hyphens.
    "content-disposition": `attachment; filename="${
      experimentName.replace(/[^\w-]/g, "")
    }.${format}"`,
  });
}
