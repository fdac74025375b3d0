import type { ServiceShape } from "../../support/botocore_model.ts";
import type { Chance } from "./chance.ts";
import type { Json, JsonMembers } from "./json_text.ts";
import { ODD_TEXTS } from "./odd_values.ts";
import { TEXTS, TEXTS_OF } from "./texts.ts";
import type { Judge } from "./violations.ts";

/** Values deeper than this have only the members that they need. */
const DEEPEST = 4;
const TIMES = [0, 0.5, 1_767_323_045, 1_767_323_045.123, -62_135_510_400, 253_402_214_400];
const NUMBERS = [0, -0, 1, -2.5, 0.1, 2 ** 53 - 1, 2 ** 53 + 2, -(2 ** 62), 1e308, 5e-324];

/** Makes values that a model takes. */
export class ValidValues {
  /** Texts that answers gave: ARNs and tokens. */
  readonly learned: string[] = [];
  readonly #fitting = new Map<string, readonly string[]>();

  constructor(readonly chance: Chance, readonly judge: Judge) {}

  /** Notes the ARNs and the token of an answer, for requests to come. */
  learn(output: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(output)) {
      if (typeof value === "string" && /Arn$|Token$/.test(name)) this.learned.push(value);
    }
    this.learned.splice(0, this.learned.length - 40);
  }

  /** A value of a shape. */
  make(shapeName: string, member: string, depth = 0): Json {
    const shape = this.judge.shape(shapeName);
    switch (shape.type) {
      case "structure":
        return this.#structure(shape, depth);
      case "list":
        return Array.from(
          { length: this.#size(shape, depth) },
          () => this.make(shape.member?.shape ?? "", member, depth + 1),
        );
      case "map": {
        const size = this.#size(shape, depth);
        return Object.fromEntries(Array.from({ length: size }, () => [
          this.#text(shape.key?.shape ?? "", ""),
          this.make(shape.value?.shape ?? "", "", depth + 1),
        ]));
      }
      case "string":
        return this.#text(shapeName, member);
      case "boolean":
        return this.chance.happens(0.5);
      case "timestamp":
        return this.chance.pick(TIMES);
      case "integer":
      case "long":
        return this.#whole(shape);
      default:
        return this.chance.pick(NUMBERS);
    }
  }

  #structure({ members = {}, required = [], union }: ServiceShape, depth: number): JsonMembers {
    const names = Object.keys(members);
    const optional = depth === 0 ? 0.4 : depth > DEEPEST ? 0 : 0.25;
    const given = union && names.length > 0
      ? [this.chance.pick(names)]
      : names.filter((name) => required.includes(name) || this.chance.happens(optional));
    return Object.fromEntries(
      given.map((name) => [name, this.make(members[name]?.shape ?? "", name, depth + 1)]),
    );
  }

  #size({ min = 0, max = Infinity }: ServiceShape, depth: number): number {
    return Math.min(max, min + (depth > DEEPEST ? 0 : this.chance.below(3)));
  }

  #whole({ min = -5, max = 2 ** 31 - 1 }: ServiceShape): number {
    return this.chance.pick([min, max, Math.min(max, Math.max(min, this.chance.below(20)))]);
  }

  #text(shapeName: string, member: string): string {
    const { enum: values, min = 0 } = this.judge.shape(shapeName);
    if (values) return this.chance.pick(values);
    if (/Arn$|Token$/.test(member) && this.chance.happens(0.7)) {
      const known = this.learned.filter((text) => this.judge.fits(shapeName, text));
      if (known.length > 0) return this.chance.pick(known);
    }
    const key = `${shapeName}.${member}`;
    let fitting = this.#fitting.get(key);
    if (!fitting) {
      const own = TEXTS_OF[member] ?? [...TEXTS, ...ODD_TEXTS];
      fitting = own.filter((text) => this.judge.fits(shapeName, text));
      this.#fitting.set(key, fitting);
    }
    return fitting.length > 0 ? this.chance.pick(fitting) : "a".repeat(Math.max(1, min));
  }
}
