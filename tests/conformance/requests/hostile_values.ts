import type { ServiceShape } from "../../support/botocore_model.ts";
import type { Chance } from "./chance.ts";
import { isJsonMembers, type Json, type JsonMembers, Raw } from "./json_text.ts";
import { NO_JSON, ODD_NUMBERS, ODD_TEXTS, ODD_TIMES, OTHER_TYPES } from "./odd_values.ts";
import type { ValidValues } from "./valid_values.ts";

/** Longest list, map or text that is made to test a limit. */
const LONGEST = 5_000;
const EXTRA = ["Unknown", "__proto__", "constructor", "MaxResults", "tags", "", "\ud800", "a.b"];

/** Changes one place of a value, at which it then may be wrong. */
export class HostileValues {
  readonly #chance: Chance;

  constructor(readonly values: ValidValues) {
    this.#chance = values.chance;
  }

  /** A value with one change in it. */
  change(shapeName: string | undefined, value: Json): Json {
    const shape = shapeName === undefined ? undefined : this.values.judge.shape(shapeName);
    if (this.#chance.happens(0.8)) {
      if (isJsonMembers(value) && Object.keys(value).length > 0) {
        return this.#changeMember(shape, value);
      }
      if (Array.isArray(value) && value.length > 0) {
        const at = this.#chance.below(value.length);
        return value.map((item, index) =>
          index === at ? this.change(shape?.member?.shape, item) : item
        );
      }
    }
    return this.#odd(shape, value);
  }

  #changeMember(shape: ServiceShape | undefined, value: JsonMembers): JsonMembers {
    const entries = Object.entries(value);
    const at = this.#chance.below(entries.length);
    const kind = this.#chance.below(10);
    if (kind === 0) return Object.fromEntries(entries.filter((_, index) => index !== at));
    if (kind === 1) {
      const extra = [this.#chance.pick(EXTRA), this.#any()] as const;
      return Object.fromEntries([...entries, extra]);
    }
    return Object.fromEntries(entries.map(([name, one], index) => {
      const of = shape?.type === "map" ? shape.value?.shape : shape?.members?.[name]?.shape;
      return [name, index === at ? this.change(of, one) : one];
    }));
  }

  #any(): Json {
    return this.#chance.pick(
      this.#chance.pick<readonly Json[]>([OTHER_TYPES, ODD_TEXTS, ODD_NUMBERS, ODD_TIMES]),
    );
  }

  #odd(shape: ServiceShape | undefined, value: Json): Json {
    if (this.#chance.happens(0.03)) return this.#chance.pick(NO_JSON);
    if (!shape || this.#chance.happens(0.2)) return this.#any();
    switch (shape.type) {
      case "string":
        return this.#chance.happens(0.5)
          ? "a".repeat(this.#length(shape))
          : this.#chance.pick(ODD_TEXTS);
      case "timestamp":
        return this.#chance.pick(ODD_TIMES);
      case "list":
        return Array.isArray(value)
          ? Array.from(
            { length: this.#length(shape) },
            (_, index) => value[index] ?? value[0] ?? {},
          )
          : [];
      case "map":
        return Object.fromEntries(
          Array.from({ length: this.#length(shape) }, (_, index) => [
            index === 0 ? this.#chance.pick(ODD_TEXTS) : `k${index}`,
            this.values.make(shape.value?.shape ?? "", ""),
          ]),
        );
      case "structure":
        return this.#chance.pick(OTHER_TYPES);
      case "boolean":
        return this.#any();
      default:
        return this.#chance.happens(0.4) ? this.#bound(shape) : this.#chance.pick(ODD_NUMBERS);
    }
  }

  #length({ min = 0, max = LONGEST }: ServiceShape): number {
    const length = this.#chance.pick([min - 1, min, min + 1, max - 1, max, max + 1]);
    return Math.max(0, Math.min(LONGEST, length));
  }

  #bound({ min = 0, max = 2 ** 31 - 1 }: ServiceShape): Json {
    return new Raw(String(this.#chance.pick([min - 1, min, max, max + 1, min + 0.5])));
  }
}
