/**
 * Values as people read them.
 *
 * @module
 */

/** A number with so many digits that values of runs can be told apart. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return String(Number(value.toPrecision(5)));
}

/** A value of a parameter or metric; nothing where there is none. */
export function valueText(value: string | number | null | undefined): string {
  return typeof value === "number" ? numberText(value) : value ?? "";
}

/** A count, in groups of three digits. */
export function countText(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

/** An instant as the visitor's clock has it. */
export function timeText(time: string | undefined): string {
  if (time === undefined) return "";
  const date = new Date(time);
  const pad = (part: number): string => String(part).padStart(2, "0");
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":")}`;
}

/** A length of time: `1 h 5 min`. */
export function durationText(milliseconds: number | undefined): string {
  if (milliseconds === undefined || !(milliseconds >= 0)) return "";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
