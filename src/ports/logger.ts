/**
 * The port for log messages.
 *
 * @module
 */

/**
 * Receives log messages; `console` is one. Receives nothing unless attention is needed or data
 * would be lost.
 */
export interface Logger {
  /** Logs information, such as that runs are recorded locally. */
  info(...content: unknown[]): void;
  /** Logs a warning that may need attention. */
  warn(...content: unknown[]): void;
  /** Logs recorded data that could not be delivered. */
  error(...content: unknown[]): void;
}
