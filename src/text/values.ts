/**
 * Reads numbers, instants and durations that people type. Pure.
 *
 * @module
 */

/** Reads a finite decimal number: `0.1`, `1e-3`. Returns undefined for any other text. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const INSTANT =
  /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[t ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:z|([+-]\d\d):?(\d\d))?)?$/i;

/**
 * Reads an ISO 8601 instant: `2026-05`, `2026-05-01`, `2026-05-01T10:00+02:00`. Without a zone it
 * is in UTC. Returns milliseconds since 1970, or undefined for any other text.
 */
export function readInstant(text: string): number | undefined {
  const [, day = "", time, hours, minutes = "00"] = INSTANT.exec(text) ?? [];
  if (day === "" || (time !== undefined && day.length < 10)) return undefined;
  const midnight = Date.parse(day);
  // A day that the month does not have is rejected, not rolled over.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  if (time === undefined) return midnight;
  const instant = Date.parse(`${day}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`);
  return Number.isNaN(instant) ? undefined : instant;
}

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86400,
};

/** Reads a duration in seconds: `90`, `90s`, `5min`, `1.5h`, `2d`. Undefined for any other text. */
export function readDuration(text: string): number | undefined {
  const [, number = "", unit = "s"] = /^(.*?)\s*(ms|s|m|min|h|d)?$/.exec(text) ?? [];
  const value = readNumber(number);
  const factor = SECONDS[unit];
  return value === undefined || factor === undefined ? undefined : value * factor;
}
