/**
 * Defines the error family: the parent of the library's errors, and the kinds that belong to no
 * single subject.
 *
 * @module
 */

const BRAND = Symbol.for("@runlog/error");

/**
 * Parent of the library's errors. Subclasses carry the facts as fields. `cause` holds the
 * underlying error, if there is one.
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
  /** The error's name. */
  override name = "RunlogError";

  /**
   * @internal
   *
   * @param message The failed action, the rule and the value
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // Not a field: a brand survives duplicate installs and realms, where `instanceof` does not.
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Checks whether a value is an error of this library. It also recognizes errors from another copy
 * of the library and from another realm.
 *
 * @example
 * ```ts
 * import { isRunlogError } from "@runlog/sagemaker";
 *
 * console.log(isRunlogError(new Error("other"))); // false
 * ```
 */
export function isRunlogError(value: unknown): value is RunlogError {
  try {
    return typeof value === "object" && value !== null && BRAND in value;
  } catch {
    // A proxy may throw here.
    return false;
  }
}

/**
 * An argument that breaks a rule of AWS or of this library, found before anything is sent. It does
 * not cover requests that the service rejects: those throw the AWS SDK's own error.
 *
 * @example
 * ```ts
 * import { ArgumentError, withRun } from "@runlog/sagemaker";
 *
 * try {
 *   await withRun({ experimentName: "demo", runName: "no spaces" }, () => {});
 * } catch (error) {
 *   if (error instanceof ArgumentError) console.error(error.argument, error.value, error.rule);
 * }
 * ```
 */
export class ArgumentError extends RunlogError {
  /** The error's name. */
  override name = "ArgumentError";

  /**
   * The argument as the caller writes it, without the parameter that holds the options. Examples:
   * `"value"`, `"experimentName"`, `"systemMetrics.everyMs"`, `where["parameters.lr"].lt`.
   */
  readonly argument: string;
  /** The invalid value. */
  readonly value: unknown;
  /** The broken rule: a phrase that follows "must" or states a limit. */
  readonly rule: string;

  /**
   * @internal
   *
   * @param action The failed action, such as `Cannot log metric "loss"`
   * @param facts The argument, its value and the broken rule
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(
    action: string,
    facts: { readonly argument: string; readonly value: unknown; readonly rule: string },
    options?: ErrorOptions,
  ) {
    super(
      `${cut(action)}: ${cut(facts.argument)} must ${facts.rule}, got ${shown(facts.value)}`,
      options,
    );
    this.argument = facts.argument;
    this.value = facts.value;
    this.rule = facts.rule;
  }
}

/** Formats a value for an error message: quotes and cuts strings, names the kind of objects. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.length <= 80 ? JSON.stringify(value) : describeLong(value);
    case "bigint":
      return cut(`${value}n`);
    case "function":
      return "a function";
    case "object":
      return value === null ? "null" : isList(value) ? "an array" : "an object";
    default:
      return Object.is(value, -0) ? "-0" : cut(String(value));
  }
}

function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked proxy.
    return false;
  }
}

/** Cuts a text that may contain a long name. */
function cut(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199).toWellFormed()}…`;
}

function describeLong(value: string): string {
  return `${JSON.stringify(value.slice(0, 40).toWellFormed())}… (${value.length} characters)`;
}
