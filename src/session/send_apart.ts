/**
 * Sends entries together, and finds those that the service rejects, so that no entry is lost for
 * another's sake.
 *
 * @module
 */

/** Receiver of entries. */
export interface EntrySender<Entry> {
  /** Sends entries in one request. */
  readonly send: (entries: readonly Entry[]) => Promise<void>;
  /** Whether an error means that the service rejects the request for its content. */
  readonly isRefusal: (error: unknown) => boolean;
  /** Called with entries that have arrived. */
  readonly onSent?: ((entries: readonly Entry[]) => void) | undefined;
  /** Called with each entry that is rejected, even alone. */
  readonly onRefused: (entry: Entry, error: unknown) => void;
}

/**
 * Sends entries together. If they are rejected, it sends each half, and so on: at most two requests
 * per rejected entry and power of two.
 *
 * @throws any error of a request that is no rejection
 */
export async function sendApart<Entry>(
  entries: readonly Entry[],
  sender: EntrySender<Entry>,
): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  try {
    await sender.send(entries);
  } catch (error) {
    if (!sender.isRefusal(error)) throw error;
    if (entries.length === 1) return sender.onRefused(first, error);
    return await sendHalves(entries, sender);
  }
  sender.onSent?.(entries);
}

/** Sends entries that were rejected together. */
export async function sendHalves<Entry>(
  entries: readonly Entry[],
  sender: EntrySender<Entry>,
): Promise<void> {
  const middle = Math.ceil(entries.length / 2);
  await sendApart(entries.slice(0, middle), sender);
  await sendApart(entries.slice(middle), sender);
}
