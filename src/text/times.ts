/**
 * Formats instants and durations for people. Pure.
 *
 * @module
 */

type Instant = Date | string | number | undefined;

/** Formats an instant in UTC, to the second: `2026-05-01T10:00:00Z`. No instant is empty text. */
export function utcText(instant: Instant): string {
  const date = dateOf(instant);
  return date === undefined ? "" : date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Formats an instant in local time: `2026-05-01 12:00:00`. No instant is empty text. */
export function localText(instant: Instant): string {
  const date = dateOf(instant);
  if (date === undefined) return "";
  const pad = (part: number): string => String(part).padStart(2, "0");
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":")}`;
}

/** Reads an instant; undefined if the record holds an invalid one. */
function dateOf(instant: Instant): Date | undefined {
  if (instant === undefined) return undefined;
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Formats a duration: `12 ms`, `1.5 s`, `1 h 5 min`. No duration is empty text. */
export function durationText(milliseconds: number | undefined): string {
  if (milliseconds === undefined || !(milliseconds >= 0)) return "";
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
