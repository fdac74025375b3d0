/// <reference lib="dom" />
/**
 * Shows the lineage of a run: what it was made of and what was made of it, as columns of cards.
 *
 * @module
 */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { titleOf } from "../../../text/run_values.ts";
import type { LineageFacts, RunFacts } from "../../wire.ts";
import { useAnswer } from "../answers.ts";
import { messageOf } from "../failure.tsx";
import { addressOf, ask } from "../server.ts";
import { Columns } from "./columns.tsx";
import { DEPTH, LineageGraph, type LineagePart, type ReadOn } from "./graph.ts";
import { recordedFiles } from "./recorded_files.ts";

/** The lineage of a run; nothing if it has none. */
export function Lineage({ run }: { readonly run: RunFacts }): JSX.Element | null {
  const answer = useAnswer<LineageFacts>(
    addressOf("lineage", { arn: run.arn }),
    `${run.status} ${run.lastModifiedTime}`,
  );
  const { parts, readOn, said } = useParts(run.arn);
  const first = answer.state === "there" ? [{ direction: undefined, facts: answer.value }] : [];
  const name = titleOf(run);
  const graph = new LineageGraph({ arn: run.arn, name }, [...first, ...parts]);
  const columns = graph.columns();
  const files = recordedFiles(run, columns);
  const failure = answer.state === "failed" ? answer.error : undefined;
  if (columns.length + files.length === 0 && failure === undefined) return null;
  return (
    <section aria-labelledby="lineage">
      <h2 id="lineage">Lineage</h2>
      {columns.length > 0 && (
        <p class="aside">
          {`What this run was made of, and what was made of it, up to ${DEPTH} steps away.`}
        </p>
      )}
      {failure !== undefined && (
        <p class="aside">
          {`Only what the run itself records, as its associations could not be read: ${
            messageOf(failure)
          }`}
        </p>
      )}
      <Columns run={run} graph={graph} files={files} onReadOn={readOn} />
      <p class="hidden" role="status">{said}</p>
    </section>
  );
}

interface Parts {
  readonly parts: readonly LineagePart[];
  /** Reads on. Resolves to the ARNs of the entities that were read. */
  readonly readOn: (from: ReadOn) => Promise<readonly string[]>;
  /** What to say of the last reading. */
  readonly said: string;
}

/** Holds the parts that a reader asked for. They stay while the run changes. */
function useParts(arn: string): Parts {
  const [held, setHeld] = useState<
    { readonly arn: string; readonly parts: readonly LineagePart[]; readonly said: string }
  >({ arn, parts: [], said: "" });
  const latest = useRef(held);
  latest.current = held;
  const current = held.arn === arn ? held : { arn, parts: [], said: "" };
  const readOn: Parts["readOn"] = async ({ arn: from, direction, token }) => {
    const address = addressOf("lineage", { arn: from, direction, token });
    const facts = await ask<LineageFacts>(address, AbortSignal.timeout(120_000));
    const read = facts[direction].entities.map(({ arn }) => arn);
    const before = latest.current.arn === arn ? latest.current.parts : [];
    const said = read.length === 0
      ? "Nothing further"
      : `${read.length} more ${direction === "ascendants" ? "before" : "after"}`;
    const part = { direction, facts };
    setHeld({ arn, parts: [...before, part], said });
    return read;
  };
  return { parts: current.parts, said: current.said, readOn };
}
