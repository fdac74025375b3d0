/**
 * Rules for the kinds of values that options and arguments take. JavaScript callers may pass
 * anything, and a wrong value should fail at the call, by name, before anything is sent.
 *
 * @module
 */

/** A rule for a value. */
export interface Kind {
  /** The rule, as a phrase that follows "must". */
  readonly rule: string;
  /** Checks a value. It may throw for a value that cannot be read, which then breaks the rule. */
  readonly allows: (value: unknown) => boolean;
  /** Whether an option of this kind has to be given. */
  readonly isRequired?: boolean;
}

/** An option of a kind that has to be given. */
export function required(kind: Kind): Kind {
  return { ...kind, isRequired: true };
}

/** Text of any length. */
export const TEXT: Kind = { rule: "be a string", allows: (value) => typeof value === "string" };

/** `true` or `false`. */
export const FLAG: Kind = {
  rule: "be true or false",
  allows: (value) => value === true || value === false,
};

/** A function. */
export const FUNCTION: Kind = {
  rule: "be a function",
  allows: (value) => typeof value === "function",
};

/** An `AbortSignal`, also of another realm. */
export const SIGNAL: Kind = {
  rule: "be an AbortSignal",
  allows: (value) =>
    isThing(value) && typeof value["aborted"] === "boolean" &&
    typeof value["addEventListener"] === "function",
};

/** A `Date` that is valid. */
export const DATE: Kind = {
  rule: "be a valid Date",
  // The call throws for anything but a Date, also of another realm.
  allows: (value) => !Number.isNaN(Date.prototype.getTime.call(value)),
};

/** A session. */
export const OPEN_SESSION: Kind = {
  rule: "be a session",
  allows: (value) => isThing(value) && isThing(value["sagemaker"]),
};

/** A session, or a promise of one. */
export const SESSION: Kind = {
  rule: "be a session, or a promise of one",
  allows: (value) =>
    isThing(value) && (typeof value["then"] === "function" || OPEN_SESSION.allows(value)),
};

/** A logger, such as `console`. */
export const LOGGER: Kind = {
  rule: "have the functions info, warn and error",
  allows: (value) =>
    isThing(value) && ["info", "warn", "error"].every((name) => typeof value[name] === "function"),
};

/** An object or a function with properties of its own kind, which other code checks. */
export const OBJECT: Kind = { rule: "be an object", allows: isThing };

/** An object that maps names to values, as opposed to an array, map, date or promise. */
export const NAMED_VALUES: Kind = {
  rule: "be an object that maps names to values",
  allows: (value) => Object.prototype.toString.call(value) === "[object Object]",
};

/** One of several strings. */
export function oneOf(...texts: readonly string[]): Kind {
  const quoted = texts.map((text) => JSON.stringify(text));
  const last = quoted.pop() ?? "";
  return {
    rule: `be ${quoted.length > 0 ? `${quoted.join(", ")} or ` : ""}${last}`,
    allows: (value) => texts.some((text) => text === value),
  };
}

/** A number in a range. NaN is in none. */
export function numberFrom(least: number, most = Infinity, unit = ""): Kind {
  return {
    rule: `be a number ${rangeOf(least, most)}${unit}`,
    allows: (value) => typeof value === "number" && value >= least && value <= most,
  };
}

/** A whole number in a range. */
export function wholeFrom(least: number, most = Infinity): Kind {
  return {
    rule: `be a whole number ${rangeOf(least, most)}`,
    allows: (value) =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most,
  };
}

/** A list whose entries are all of one kind. Holes count as undefined. */
export function listOf(kind: Kind): Kind {
  return {
    rule: `be a list, each entry of which must ${kind.rule}`,
    allows(value) {
      if (!Array.isArray(value)) return false;
      for (let index = 0; index < value.length; index++) {
        if (!kind.allows(value[index])) return false;
      }
      return true;
    },
  };
}

/** An object that maps any names to values of one kind. */
export function mapOf(kind: Kind): Kind {
  return {
    rule: `${NAMED_VALUES.rule}, each of which must ${kind.rule}`,
    allows: (value) =>
      NAMED_VALUES.allows(value) && Object.values(value as object).every((one) => kind.allows(one)),
  };
}

/**
 * An object with members of given kinds. It may have others.
 *
 * @param rule The rule in words, as a phrase that follows "must"
 */
export function recordOf(rule: string, members: Readonly<Record<string, Kind>>): Kind {
  return {
    rule,
    allows: (value) =>
      isThing(value) && Object.entries(members).every(([name, kind]) => kind.allows(value[name])),
  };
}

/** A value of a kind, or a list of them. */
export function oneOrMore(kind: Kind): Kind {
  const list = listOf(kind);
  return {
    rule: `${kind.rule}, or a list of such`,
    allows: (value) => Array.isArray(value) ? list.allows(value) : kind.allows(value),
  };
}

/** A value of a kind, or undefined. */
export function optional(kind: Kind): Kind {
  return { rule: kind.rule, allows: (value) => value === undefined || kind.allows(value) };
}

/** A number, NaN and infinities included. */
export const NUMBER: Kind = {
  rule: "be a number",
  allows: (value) => typeof value === "number",
};

/** A bigint. */
export const BIGINT: Kind = {
  rule: "be a bigint",
  allows: (value) => typeof value === "bigint",
};

/** An array or typed array of numbers. */
export const NUMBERS: Kind = {
  rule: "be an array or typed array of numbers",
  allows(value) {
    if (value instanceof Float64Array) return true;
    if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && "length" in value)) return false;
    const numbers = value as ArrayLike<unknown>;
    for (let index = 0; index < numbers.length; index++) {
      if (typeof numbers[index] !== "number") return false;
    }
    return true;
  },
};

/** A value of a kind, or null. */
export function orNull(kind: Kind): Kind {
  return { rule: `${kind.rule}, or null`, allows: (value) => value === null || kind.allows(value) };
}

/** A value of either kind. */
export function either(first: Kind, second: Kind): Kind {
  return {
    rule: `${first.rule}, or ${second.rule}`,
    allows: (value) => isAllowed(first, value) || isAllowed(second, value),
  };
}

/** Checks a value. One that cannot be read, such as a revoked proxy, is not allowed. */
export function isAllowed(kind: Kind, value: unknown): boolean {
  try {
    return kind.allows(value);
  } catch {
    return false;
  }
}

function rangeOf(least: number, most: number): string {
  return most === Infinity
    ? `from ${least.toLocaleString("en")}`
    : `from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
}

function isThing(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
