/**
 * Orders metrics as a reader looks for them: how well a model does on held-out data first, and the
 * machine's own metrics last. Pure.
 *
 * @module
 */

/** First words of names, in the order of their metrics. Names with another first word are in between. */
const FIRST: readonly string[] = [
  "val",
  "eval",
  "valid",
  "validation",
  "test",
  "train",
  "training",
];
const LAST: readonly string[] = ["env", "system"];

/** Returns names of metrics, each once, in the order of their charts. Equal places are by name. */
export function orderMetrics(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
}

function placeOf(name: string): number {
  // As frameworks write it: val/loss, val_loss, validation:loss, system.memory.
  const [word = ""] = name.toLowerCase().split(/[/:._\s-]/, 1);
  const first = FIRST.indexOf(word);
  if (first >= 0) return first;
  return FIRST.length + 1 + LAST.indexOf(word);
}
