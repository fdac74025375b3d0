/// <reference lib="dom" />
/**
 * Shows the runs of an experiment.
 *
 * @module
 */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { countText, groupedText } from "../../text/numbers.ts";
import type { RunFacts } from "../wire.ts";
import { change, goTo } from "./address.ts";
import { ColumnChoice } from "./column_choice.tsx";
import { DeleteRuns } from "./deletions.tsx";
import { Failure } from "./failure.tsx";
import { noticesOf, type Order, readFilter, readOrder, sorted } from "./filter.ts";
import { defaultColumns, propertiesOf } from "./properties.ts";
import { type Runs, useRuns } from "./runs.ts";
import { RunsTable } from "./runs_table.tsx";
import { SearchField } from "./search_field.tsx";
import { addressOf } from "./server.ts";

/** Most runs in a comparison. */
const MOST_COMPARED = 20;

/** Default order: the newest first. */
const NEWEST_FIRST = "-creationTime";

/** The page of an experiment, with its runs. */
export function Experiment({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const experiment = query.get("experiment") ?? "";
  const isArchived = query.has("archived");
  const all = useRuns(experiment, isArchived);
  const { runs, isComplete, error } = all;
  const typed = query.get("q") ?? "";
  const orderText = query.get("sort") ?? NEWEST_FIRST;
  const shown = useMemo(
    () => sorted(runs.filter(readFilter(typed)), readOrder(orderText)),
    [runs, typed, orderText],
  );
  const notices = useMemo(() => isComplete ? noticesOf(typed, runs) : [], [
    runs,
    typed,
    isComplete,
  ]);
  const properties = useMemo(() => propertiesOf(runs), [runs]);
  const chosenColumns = query.getAll("column");
  const columns = chosenColumns.length > 0 ? chosenColumns : defaultColumns(runs);
  return (
    <>
      <div class="bar">
        <h1 tabIndex={-1}>{experiment}</h1>
        <span class="count" role="status">{countOf(shown.length, all)}</span>
        <SearchField
          label="Search runs"
          example="Search: words, loss < 0.3, status = failed, optimizer = adam"
          value={typed}
        />
        <ColumnChoice
          properties={properties}
          columns={columns}
          onChange={(column) => change({ column })}
        />
        <Downloads experiment={experiment} isArchived={isArchived} />
        <label class="choice">
          <input
            type="checkbox"
            checked={isArchived}
            onChange={(event) =>
              change({ archived: event.currentTarget.checked ? "true" : undefined })}
          />
          Archived
        </label>
      </div>
      <div role="status">
        {notices.map((notice) => <p key={notice} class="aside">{notice}</p>)}
      </div>
      {error !== undefined && <Failure error={error} />}
      {isComplete && runs.length === 0 && error === undefined
        ? <p class="panel">No runs in this experiment.</p>
        : (
          <ChosenRuns
            experiment={experiment}
            shown={shown}
            columns={columns}
            order={readOrder(orderText)}
            reload={all.reload}
          />
        )}
    </>
  );
}

function countOf(shown: number, { runs, isComplete }: Runs): string {
  const count = shown === runs.length
    ? countText(shown, "run")
    : `${groupedText(shown)} of ${countText(runs.length, "run")}`;
  return isComplete ? count : `${count} so far…`;
}

function ChosenRuns(
  { experiment, shown, columns, order, reload }: {
    readonly experiment: string;
    readonly shown: readonly RunFacts[];
    readonly columns: readonly string[];
    readonly order: Order;
    readonly reload: () => void;
  },
): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const choose = (runName: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(runName);
    else next.delete(runName);
    setChosen(next);
  };
  const orderBy = (property: string): void => {
    const isSame = order.property === property;
    change({ sort: isSame && !order.isDescending ? `-${property}` : property });
  };
  const names = [...chosen];
  // If none are selected, the first ones.
  const compared = names.length > 0 ? names : shown.map(({ runName }) => runName);
  return (
    <>
      <div class="bar actions">
        <button
          type="button"
          class="primary"
          disabled={compared.length === 0 || names.length > MOST_COMPARED}
          onClick={() => goTo({ compare: experiment, run: compared.slice(0, MOST_COMPARED) })}
        >
          {compareLabel(names.length, compared.length)}
        </button>
        <button
          type="button"
          class="quiet"
          disabled={names.length === 0}
          onClick={() => setDeleting(true)}
        >
          {names.length === 0 ? "Delete…" : `Delete ${countText(names.length, "run")}…`}
        </button>
        {names.length > 0 && (
          <button
            type="button"
            class="quiet"
            onClick={() => setChosen(new Set())}
          >
            Clear selection
          </button>
        )}
      </div>
      <RunsTable
        runs={shown}
        columns={columns}
        order={order}
        onOrder={orderBy}
        chosen={chosen}
        onChoose={choose}
      />
      {isDeleting && (
        <DeleteRuns
          experiment={experiment}
          runs={names}
          onDone={() => {
            setChosen(new Set());
            reload();
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

function compareLabel(chosen: number, all: number): string {
  if (chosen > MOST_COMPARED) return `Compare: at most ${MOST_COMPARED} runs`;
  if (chosen > 0) return `Compare ${countText(chosen, "run")}`;
  return all > 1 ? `Compare the first ${Math.min(all, MOST_COMPARED)}` : "Compare";
}

function Downloads(
  { experiment, isArchived }: { readonly experiment: string; readonly isArchived: boolean },
): JSX.Element {
  const archived = isArchived ? "true" : undefined;
  return (
    <details class="menu">
      <summary>Download</summary>
      <div class="panel">
        {(["csv", "jsonl", "parquet"] as const).map((format) => (
          <a key={format} href={addressOf("table", { experiment, archived, format })} download>
            {{ csv: "CSV", jsonl: "JSON Lines", parquet: "Parquet" }[format]}
          </a>
        ))}
      </div>
    </details>
  );
}
