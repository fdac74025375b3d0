/**
 * What is wrong with a request by botocore's model: a second reading of the model, which imports
 * nothing of the service that it judges.
 */
import type { ServiceModel, ServiceShape } from "../../support/botocore_model.ts";

/** A member that breaks the model. */
export interface Violation {
  /** The member, as AWS's messages name it. */
  readonly path: string;
  /** Whether AWS cannot read it at all, needs it, or refuses it by a rule. */
  readonly kind: "type" | "missing" | "rule";
}

/** Times that every reader of a stored one has: the years 1 to 9999 in any time zone. */
const STORED = { min: -62_135_510_400, max: 253_402_214_400 } as const;
/** Members of requests that store a time. */
const STORED_TIMES: ReadonlySet<string> = new Set(["StartTime", "EndTime", "Timestamp"]);

/** Where the service takes less than the model, with the reason. */
const STRICTER: Readonly<Record<string, { readonly min?: number; readonly max?: number }>> = {
  "QueryLineageRequest.MaxDepth": { min: 0 }, // a depth below zero has no meaning
  "QueryLineageRequest.MaxResults": { min: 1 }, // pages of nothing would have no end
  "RawMetricData.Step": { max: 2 ** 31 - 1 }, // AWS's integers have 32 bits
};

/** Where AWS takes more than the model: a boolean for a parameter's number. */
const BOOLEANS = "TrialComponentParameterValue.NumberValue";
/** Values of metrics are refused one by one, and the square of a spread may be infinite. */
const ANY_NUMBER: ReadonlySet<string> = new Set([
  "RawMetricData.Value",
  "TrialComponentMetricSummary.StdDev",
]);
/** AWS's page of the type says that it has one member; its model does not. */
const UNION = "TrialComponentParameterValue";

/** A judge of values by a model. */
export class Judge {
  readonly #model: ServiceModel;
  readonly #patterns = new Map<string, RegExp>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  /**
   * The violations of a value. `opaque` names the members that are not looked into.
   */
  violations(
    shapeName: string,
    value: unknown,
    opaque: (member: string) => boolean = () => false,
  ): readonly Violation[] {
    const found: Violation[] = [];
    this.#check(shapeName, value, "", "", found, opaque);
    return found;
  }

  /** The shape of a name. */
  shape(name: string): ServiceShape {
    const shape = this.#model.shapes[name];
    if (!shape) throw new Error(`The model has no shape ${name}`);
    return shape;
  }

  /** A value without the members that its shape does not have: no reader of the model sees them. */
  known(shapeName: string, value: unknown): unknown {
    const { type, members = {}, member, value: of } = this.shape(shapeName);
    if (type === "list" && Array.isArray(value)) {
      return value.map((item) => this.known(member?.shape ?? "", item));
    }
    if (!isRecord(value) || (type !== "map" && type !== "structure")) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) => {
        const inner = type === "map"
          ? of
          : Object.hasOwn(members, name)
          ? members[name]
          : undefined;
        return inner ? [[name, this.known(inner.shape, one)]] : [];
      }),
    );
  }

  /** Whether a text fits a shape. */
  fits(shapeName: string, text: string): boolean {
    const shape = this.shape(shapeName);
    return shape.type === "string" && this.#isText(shape, text);
  }

  #check(
    shapeName: string,
    value: unknown,
    path: string,
    member: string,
    found: Violation[],
    opaque: (member: string) => boolean,
  ): void {
    const shape = this.shape(shapeName);
    const note = (kind: Violation["kind"], at = path): void => void found.push({ path: at, kind });
    switch (shape.type) {
      case "structure":
        if (!isRecord(value)) return note("type");
        return this.#structure(shapeName, shape, value, path, found, opaque);
      case "list":
        if (!Array.isArray(value)) return note("type");
        if (!isWithin(shape, value.length)) note("rule");
        value.forEach((item, index) => {
          const at = `${path}.${index + 1}.member`;
          this.#check(shape.member?.shape ?? "", item, at, "", found, opaque);
        });
        return;
      case "map":
        if (!isRecord(value)) return note("type");
        if (!isWithin(shape, Object.keys(value).length)) note("rule");
        for (const [key, item] of Object.entries(value)) {
          this.#check(shape.key?.shape ?? "", key, path, "", found, opaque);
          const at = `${path}.${key}.member`;
          this.#check(shape.value?.shape ?? "", item, at, "", found, opaque);
        }
        return;
      case "string":
        if (typeof value !== "string") return note("type");
        if (!this.#isText(shape, value)) note("rule");
        return;
      case "boolean":
        if (typeof value !== "boolean") note("type");
        return;
      default:
        return this.#number(shape, value, member, note);
    }
  }

  #structure(
    shapeName: string,
    shape: ServiceShape,
    value: Readonly<Record<string, unknown>>,
    path: string,
    found: Violation[],
    opaque: (member: string) => boolean,
  ): void {
    const at = (name: string): string => {
      const member = name.charAt(0).toLowerCase() + name.slice(1);
      return path === "" ? member : `${path}.${member}`;
    };
    for (const name of shape.required ?? []) {
      const isHere = Object.hasOwn(value, name) && value[name] !== null;
      if (!isHere && !opaque(`${shapeName}.${name}?`)) {
        found.push({ path: at(name), kind: "missing" });
      }
    }
    const given = Object.entries(shape.members ?? {}).filter(([name]) =>
      Object.hasOwn(value, name) && value[name] !== null
    );
    if ((shape.union || shapeName === UNION) && given.length !== 1) {
      found.push({ path, kind: "type" });
    }
    for (const [name, { shape: of }] of given) {
      const member = `${shapeName}.${name}`;
      if (!opaque(member)) this.#check(of, value[name], at(name), member, found, opaque);
    }
  }

  #number(
    { type, min = -Infinity, max = Infinity }: ServiceShape,
    value: unknown,
    member: string,
    note: (kind: Violation["kind"]) => void,
  ): void {
    if (typeof value === "boolean" && member === BOOLEANS) return;
    const isWord = type === "double" && typeof value === "string" &&
      /^(?:NaN|-?Infinity)$/.test(value);
    const number = isWord ? Number(value) : value;
    const isWhole = type === "integer" || type === "long";
    if (typeof number !== "number" || (isWhole && !Number.isInteger(number))) return note("type");
    if (!Number.isFinite(number)) return ANY_NUMBER.has(member) ? undefined : note("rule");
    const { min: smallest = -Infinity, max: largest = Infinity } = STRICTER[member] ?? {};
    if (number < Math.max(min, smallest) || number > Math.min(max, largest)) return note("rule");
    const isStored = STORED_TIMES.has(member.slice(member.indexOf(".") + 1));
    if (type !== "timestamp" || !isStored || /^Search|^List/.test(member)) return;
    if (number < STORED.min || number > STORED.max) note("rule");
  }

  #isText(shape: ServiceShape, text: string): boolean {
    if (!text.isWellFormed() || !isWithin(shape, text.length)) return false;
    if (shape.enum && !shape.enum.includes(text)) return false;
    return shape.pattern === undefined || this.#matches(shape.pattern, text);
  }

  #matches(pattern: string, text: string): boolean {
    // The dot of Java matches no line end, U+0085 among them.
    const hasDot = /(?<!\\)\./.test(pattern.replace(/\[[^\]]*\]/g, ""));
    if (hasDot && text.includes("\u0085")) return false;
    let whole = this.#patterns.get(pattern);
    if (!whole) {
      // A class that Java has.
      const source = pattern.replaceAll("\\p{Alnum}", "a-zA-Z0-9");
      whole = new RegExp(`^(?:${source})$`, /\\p\{|\\uD800/.test(pattern) ? "u" : "");
      this.#patterns.set(pattern, whole);
    }
    return whole.test(text);
  }
}

function isWithin({ min = 0, max = Infinity }: ServiceShape, length: number): boolean {
  return length >= min && length <= max;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
