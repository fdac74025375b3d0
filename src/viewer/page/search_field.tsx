/// <reference lib="dom" />
/**
 * A field to search with, whose text the address keeps.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";

/** A field that changes what is looked for. */
export function SearchField(
  { label, example, value }: {
    /** What is searched, for screen readers. */
    readonly label: string;
    /** Shown while it is empty. */
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
