/**
 * Values as people read them.
 *
 * @module
 */

/** A number in few digits. */
export function number(value: number | undefined): string {
  if (value === undefined) return "";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** A time in UTC, to the second. */
export function time(value: Date | undefined): string {
  return value?.toISOString().replace(/\.\d+Z$/, "Z") ?? "";
}

/** How long something took. */
export function duration(from: Date | undefined, to: Date | undefined): string {
  if (!from || !to || to < from) return "";
  const seconds = Math.round((to.getTime() - from.getTime()) / 1000);
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120
    ? `${minutes}m ${seconds % 60}s`
    : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** A number of things. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${value} ${value === 1 ? one : many}`;
}
