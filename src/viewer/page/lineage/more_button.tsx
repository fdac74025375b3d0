/// <reference lib="dom" />
/**
 * Shows a button that reads more of a lineage.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../failure.tsx";

/** A button that works until its press has resolved, and shows why it failed. */
export function MoreButton(
  { label, text = label, onPress }: {
    /** Name of the button for screen readers. */
    readonly label: string;
    readonly text?: string;
    readonly onPress: () => Promise<void>;
  },
): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isGone = useRef(false);
  useEffect(() => () => {
    isGone.current = true;
  }, []);
  const press = async (): Promise<void> => {
    // It stays enabled, so that it keeps the focus.
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onPress();
    } catch (error) {
      if (!isGone.current) setError(error);
    } finally {
      if (!isGone.current) setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class="quiet" aria-label={label} aria-busy={isBusy} onClick={press}>
        {isBusy ? "Loading…" : text}
      </button>
      {error !== undefined && <p class="failure" role="alert">{messageOf(error)}</p>}
    </>
  );
}
