/// <reference lib="dom" />
/**
 * Shows all experiments.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ExperimentRecord } from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import { localText } from "../../text/times.ts";
import type { Wire } from "../wire.ts";
import { useAnswer } from "./answers.ts";
import { DeleteExperiment } from "./deletions.tsx";
import { FailedPlace } from "./failure.tsx";
import { Link } from "./link.tsx";
import { useLive } from "./live.ts";
import { SearchField } from "./search_field.tsx";
import { addressOf, ask } from "./server.ts";

type ExperimentFacts = Wire<ExperimentRecord>;

const ADDRESS = addressOf("experiments");

/** The start page, with all experiments. */
export function Experiments({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const [version, setVersion] = useState(0);
  const [deleted, setDeleted] = useState<string>();
  const answer = useAnswer<readonly ExperimentFacts[]>(ADDRESS, version);
  const known = answer.state === "there" ? answer.value.length : undefined;
  useLive(known !== undefined, ADDRESS, async (signal) => {
    const isNew = (await ask<readonly ExperimentFacts[]>(ADDRESS, signal)).length !== known;
    if (isNew) setVersion((version) => version + 1);
    return isNew;
  });
  if (answer.state === "waiting") return <p class="waiting" role="status">Loading experiments…</p>;
  if (answer.state === "failed") return <FailedPlace title="Experiments" error={answer.error} />;
  const wanted = query.get("q") ?? "";
  const shown = answer.value.filter(({ experimentName, displayName = "" }) =>
    `${experimentName} ${displayName}`.toLowerCase().includes(wanted.toLowerCase())
  );
  return (
    <>
      <div class="bar">
        <h1 tabIndex={-1}>Experiments</h1>
        <span class="count" role="status">{countText(shown.length, "experiment")}</span>
        <SearchField label="Search experiments" example="Search" value={wanted} />
      </div>
      {answer.value.length === 0
        ? <Empty />
        : <ExperimentTable experiments={shown} onDelete={setDeleted} />}
      {deleted !== undefined && (
        <DeleteExperiment
          experiment={deleted}
          onDone={() => setVersion(version + 1)}
          onClose={() => setDeleted(undefined)}
        />
      )}
    </>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="panel">
      <h2>No experiments yet</h2>
      <p>Runs appear here as they are recorded:</p>
      <pre tabIndex={0}>{`import { withRun } from "@runlog/sagemaker";

await withRun({ experimentName: "demo" }, (run) => {
  run.logParameter("learning_rate", 0.1);
  run.logMetric("loss", 0.5, { step: 0 });
});`}</pre>
    </div>
  );
}

function ExperimentTable(
  { experiments, onDelete }: {
    readonly experiments: readonly ExperimentFacts[];
    readonly onDelete: (experiment: string) => void;
  },
): JSX.Element {
  return (
    <div class="scroll">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Experiment</th>
            <th scope="col">Created</th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {experiments.map(({ experimentName, displayName, creationTime, lastModifiedTime }) => (
            <tr key={experimentName}>
              <td>
                <Link to={{ experiment: experimentName }}>{experimentName}</Link>
                {displayName !== undefined && displayName !== experimentName &&
                  <span class="aside">{displayName}</span>}
              </td>
              <td>{localText(creationTime)}</td>
              <td>{localText(lastModifiedTime)}</td>
              <td class="actions">
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Delete experiment ${experimentName}`}
                  onClick={() =>
                    onDelete(experimentName)}
                >
                  Delete…
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
