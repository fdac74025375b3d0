/// <reference lib="dom" />
/**
 * Shows the menu of a table's columns.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** Most properties in the list; search finds the others. */
const MOST_LISTED = 200;

/** A list of properties to choose from. */
export function ColumnChoice(
  { properties, columns, onChange }: {
    readonly properties: readonly string[];
    readonly columns: readonly string[];
    readonly onChange: (columns: readonly string[]) => void;
  },
): JSX.Element {
  const [wanted, setWanted] = useState("");
  const found = properties.filter((one) => one.toLowerCase().includes(wanted.toLowerCase()));
  const choose = (property: string, isChosen: boolean): void =>
    onChange(isChosen ? [...columns, property] : columns.filter((one) => one !== property));
  return (
    <details class="menu">
      <summary>Columns</summary>
      <div class="panel">
        <label>
          <span class="hidden">Search columns</span>
          <input
            type="search"
            placeholder="Search columns"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
        <div class="choices" tabIndex={0} role="group" aria-label="Columns">
          {found.slice(0, MOST_LISTED).map((property) => (
            <label key={property} class="choice">
              <input
                type="checkbox"
                checked={columns.includes(property)}
                onChange={(event) => choose(property, event.currentTarget.checked)}
              />
              {property}
            </label>
          ))}
          {found.length > MOST_LISTED && <p>{`and ${found.length - MOST_LISTED} more`}</p>}
          {found.length === 0 && <p>No matching columns.</p>}
        </div>
      </div>
    </details>
  );
}
