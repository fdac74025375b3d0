/// <reference lib="dom" />
/**
 * Shows a search field. Its text is stored in the URL.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";

/** A field that changes the search. */
export function SearchField(
  { label, example, value }: {
    /** Label for screen readers. */
    readonly label: string;
    /** Placeholder of the empty field. */
    readonly example: string;
    readonly value: string;
  },
): JSX.Element {
  return (
    <label class="search">
      <span class="hidden">{label}</span>
      <input
        type="search"
        placeholder={example}
        value={value}
        onInput={(event) => change({ q: event.currentTarget.value })}
      />
    </label>
  );
}
