/// <reference lib="dom" />
/**
 * A choice among words, which the address keeps.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";

/** A list to choose one from. */
export function Choice(
  { label, name, value, options }: {
    readonly label: string;
    /** What the address calls it. */
    readonly name: string;
    readonly value: string;
    /** What is chosen, and what people read. */
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
