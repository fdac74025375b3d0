/// <reference lib="dom" />
/**
 * Shows a table of runs of any length.
 *
 * @module
 */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import type { Order } from "./filter.ts";
import { Link } from "./link.tsx";
import { cellOf } from "./properties.ts";
import { Status } from "./status.tsx";
import { useSight } from "./virtual_rows.ts";

/** Properties of the table of runs. */
export interface RunsTableProps {
  /** The runs, in order. */
  readonly runs: readonly RunFacts[];
  /** Properties with a column of their own, after the fixed columns. */
  readonly columns: readonly string[];
  /** Order of the runs. */
  readonly order: Order;
  /** Called with the property of a pressed header. */
  readonly onOrder: (property: string) => void;
  /** Names of the selected runs. */
  readonly chosen: ReadonlySet<string>;
  /** Called when a run is selected or deselected. */
  readonly onChoose: (runName: string, isChosen: boolean) => void;
}

const FIRST_COLUMNS = ["name", "status", "creationTime", "duration"] as const;
const TITLES: Readonly<Record<string, string>> = {
  name: "Run",
  status: "Status",
  creationTime: "Created",
  duration: "Duration",
};

/** A table of runs that renders only the rows in sight. */
export function RunsTable(props: RunsTableProps): JSX.Element {
  const { runs, columns, chosen, onChoose } = props;
  const place = useRef<HTMLDivElement>(null);
  const { first, end, above, below } = useSight(runs.length, place);
  const span = FIRST_COLUMNS.length + columns.length + 1;
  return (
    <div class="scroll rows" ref={place} role="region" aria-label="Runs" tabIndex={0}>
      <table class="runs" aria-rowcount={runs.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="chooser">
              <span class="hidden">Selected</span>
            </th>
            {[...FIRST_COLUMNS, ...columns].map((property) => (
              <Header key={property} property={property} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} span={span} />}
          {runs.slice(first, end).map((run, index) => (
            <tr key={run.runName} aria-rowindex={first + index + 2}>
              <td class="chooser">
                <input
                  type="checkbox"
                  aria-label={`Select ${run.runName}`}
                  checked={chosen.has(run.runName)}
                  onChange={(event) =>
                    onChoose(run.runName, event.currentTarget.checked)}
                />
              </td>
              <td class="name">
                <Link to={{ experiment: run.experimentName, run: run.runName }}>
                  {titleOf(run)}
                </Link>
              </td>
              <td>
                <Status run={run} />
              </td>
              {["creationTime", "duration", ...columns].map((property) => (
                <TableCell key={property} run={run} property={property} />
              ))}
            </tr>
          ))}
          {below > 0 && <Spacer height={below} span={span} />}
        </tbody>
      </table>
    </div>
  );
}

function Header(
  { property, runs, order, onOrder }: { readonly property: string } & RunsTableProps,
): JSX.Element {
  const isOrder = order.property === property;
  const direction = order.isDescending ? "descending" : "ascending";
  const title = TITLES[property] ?? property.replace(/^(parameters|metrics)\./, "");
  const some = runs.find((run) => cellOf(run, property).text !== "");
  const isNumber = some !== undefined && cellOf(some, property).isNumber;
  return (
    <th
      scope="col"
      class={isNumber ? "number" : ""}
      aria-sort={isOrder ? direction : "none"}
    >
      <button type="button" title={property} onClick={() => onOrder(property)}>
        {title}
        <span class="arrow" aria-hidden="true">
          {isOrder ? (order.isDescending ? "↓" : "↑") : ""}
        </span>
      </button>
    </th>
  );
}

function TableCell({ run, property }: { readonly run: RunFacts; readonly property: string }) {
  const { text, title, isNumber } = cellOf(run, property);
  return <td class={isNumber ? "number" : ""} title={title}>{text}</td>;
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={span} style={{ height: `${height}px` }} />
    </tr>
  );
}
