/**
 * The port for notices.
 *
 * @module
 */

/** Where notices go; `console` fits. Silent in good order: it hears of what would be lost. */
export interface Logger {
  /** Something worth knowing, such as that runs are recorded locally. */
  info(...content: unknown[]): void;
  /** Something that may need attention. */
  warn(...content: unknown[]): void;
  /** Something recorded that could not be delivered. */
  error(...content: unknown[]): void;
}
