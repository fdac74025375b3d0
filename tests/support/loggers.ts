import type { Logger } from "../../src/ports/logger.ts";

/** A logger that keeps what it hears. */
export function memoryLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (...content: unknown[]): void => void lines.push(content.map(String).join(" "));
  return { lines, info: note, warn: note, error: note };
}
