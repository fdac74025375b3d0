/**
 * The error family: what every error of this library has in common, and the kinds that belong to no
 * single subject. Browser-safe.
 *
 * @module
 */

const BRAND = Symbol.for("@runlog/error");

/**
 * The parent of the library's errors. Kinds of their own carry the facts as fields, and `cause`
 * holds the error underneath where there is one.
 *
 * @example
 * ```ts
 * import { isRunlogError, startRun } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "not a legal name" });
 * } catch (error) {
 *   if (isRunlogError(error)) console.error(`${error.name}: ${error.message}`);
 *   else throw error;
 * }
 * ```
 */
export class RunlogError extends Error {
  /** Always `RunlogError`. */
  override name = "RunlogError";

  /**
   * Made where it happens.
   *
   * @param message What failed, the rule and the value
   * @param options `cause`: the error underneath
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // Not a field: a brand survives duplicate installs and realms, where `instanceof` does not.
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether a value is an error of this library, also when it comes from another copy of it or from
 * another realm.
 *
 * @example
 * ```ts
 * import { isRunlogError } from "@runlog/sagemaker";
 *
 * console.log(isRunlogError(new Error("other"))); // false
 * ```
 */
export function isRunlogError(value: unknown): value is RunlogError {
  return typeof value === "object" && value !== null && BRAND in value;
}

/**
 * An argument that AWS or this library refuses, found before anything was sent. It does not cover
 * what the service refuses: that is the AWS SDK's own error.
 *
 * @example
 * ```ts
 * import { ArgumentError, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, (run) => {
 *   try {
 *     run.logMetric("loss", NaN);
 *   } catch (error) {
 *     if (error instanceof ArgumentError) console.error(error.argument, error.value, error.rule);
 *   }
 * });
 * ```
 */
export class ArgumentError extends RunlogError {
  /** Always `ArgumentError`. */
  override name = "ArgumentError";

  /**
   * The argument as the caller writes it, without the parameter that holds the options: `"value"`,
   * `"experimentName"`, `"systemMetrics.everyMs"`, `where["parameters.lr"].lt`.
   */
  readonly argument: string;
  /** The value that was refused. */
  readonly value: unknown;
  /** The rule it breaks, as a phrase that follows "must" or states a limit. */
  readonly rule: string;

  /**
   * Made where it happens.
   *
   * @param action What could not be done: `Cannot log metric "loss"`
   * @param facts The argument, its value and the rule it breaks
   * @param options `cause`: the error underneath
   */
  constructor(
    action: string,
    facts: { readonly argument: string; readonly value: unknown; readonly rule: string },
    options?: ErrorOptions,
  ) {
    super(
      `${action}: ${facts.argument} must ${facts.rule}, got ${shown(facts.value)}`,
      options,
    );
    this.argument = facts.argument;
    this.value = facts.value;
    this.rule = facts.rule;
  }
}

/** A value as an error message shows it: strings quoted and cut, objects by their kind. */
function shown(value: unknown): string {
  if (typeof value === "string") {
    return value.length <= 80 ? JSON.stringify(value) : describeLong(value);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "an array" : "an object";
  }
  return String(value);
}

function describeLong(value: string): string {
  return `${JSON.stringify(value.slice(0, 40))}… (${value.length} characters)`;
}
