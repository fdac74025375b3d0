/// <reference lib="dom" />
/**
 * Shows a list to choose from. The choice is stored in the URL.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";

/** A list to choose one option from. */
export function Choice(
  { label, name, value, options }: {
    readonly label: string;
    /** Name of the query parameter. */
    readonly name: string;
    readonly value: string;
    /** Values, each with its label. */
    readonly options: readonly (readonly [value: string, text: string])[];
  },
): JSX.Element {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => change({ [name]: event.currentTarget.value })}>
        {options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
      </select>
    </label>
  );
}
