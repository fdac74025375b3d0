/** Requests to SageMaker and SageMaker Metrics, from those that AWS takes to those that nobody sends. */
import type { ServiceModel } from "../../support/botocore_model.ts";
import type { Chance } from "./chance.ts";
import { HostileValues } from "./hostile_values.ts";
import { type Json, jsonOf } from "./json_text.ts";
import { ValidValues } from "./valid_values.ts";
import { Judge } from "./violations.ts";
import type { WireRequest } from "./wire.ts";

/** A generated request to a JSON service. */
export interface JsonRequest {
  readonly operation: string;
  readonly wire: WireRequest;
  /** Whether the service gets to see an operation of its own, and the body. */
  readonly isAddressed: boolean;
}

/** A service whose requests are generated. */
export interface JsonService {
  readonly model: ServiceModel;
  readonly operations: readonly string[];
  readonly isMetrics: boolean;
}

const encoder = new TextEncoder();
const CONTENT_TYPES = [
  "",
  "application/json",
  "text/html; charset=utf-16",
  "multipart/form-data",
  "\xff",
];
const DEEP = [10, 63, 64, 65, 1_000, 400_000];
/** More than a request may have. */
const TOO_LONG = 4 * 1024 * 1024 + 1;

/** Makes requests to a service. */
export class JsonRequests {
  readonly judge: Judge;
  readonly values: ValidValues;
  readonly #hostile: HostileValues;
  readonly #chance: Chance;
  readonly #headers: readonly (readonly [string, string])[];

  constructor(
    readonly service: JsonService,
    chance: Chance,
    headers: readonly (readonly [string, string])[],
  ) {
    this.judge = new Judge(service.model);
    this.values = new ValidValues(chance, this.judge);
    this.#hostile = new HostileValues(this.values);
    this.#chance = chance;
    this.#headers = headers;
  }

  /** The next request. */
  next(): JsonRequest {
    const chance = this.#chance;
    const operation = chance.pick(this.service.operations);
    const shape = this.service.model.operations[operation]?.input?.shape ?? "";
    let input = this.values.make(shape, "");
    if (chance.happens(0.5)) {
      for (let changes = 1 + chance.below(3); changes > 0; changes--) {
        input = this.#hostile.change(shape, input);
      }
    }
    return this.#addressed(operation, this.#body(input));
  }

  #body(input: Json): Uint8Array {
    const chance = this.#chance;
    const text = jsonOf(input);
    if (chance.happens(0.92)) return encoder.encode(text);
    switch (chance.below(8)) {
      case 0:
        return encoder.encode(text.slice(0, chance.below(text.length)));
      case 1:
        return encoder.encode(`${text}${chance.pick(["}", " {}", "\u0000", "// end"])}`);
      case 2:
        return encoder.encode(`\ufeff${text}`);
      case 3:
        return Uint8Array.from([...encoder.encode(text), 0xff, 0xc0]);
      case 4: {
        const depth = chance.pick(DEEP);
        return encoder.encode(`{"Tags":${"[".repeat(depth)}${"]".repeat(depth)}}`);
      }
      case 5:
        return encoder.encode(chance.pick(["", " ", "null", "[]", '"a"', "1", "[{}]"]));
      case 6:
        // Spaces make it long without making it another value.
        return encoder.encode(chance.happens(0.2) ? text.padEnd(TOO_LONG) : text.padEnd(100_000));
      default:
        return encoder.encode(text.replace("{", `{"Tags":[],"Tags":null,`));
    }
  }

  #addressed(operation: string, body: Uint8Array): JsonRequest {
    const chance = this.#chance;
    const { method, requestUri } = this.service.model.operations[operation]?.http ??
      { method: "POST", requestUri: "/" };
    const isOdd = chance.happens(0.08);
    const type = isOdd && chance.happens(0.5)
      ? chance.pick(CONTENT_TYPES)
      : this.service.isMetrics
      ? "application/json"
      : "application/x-amz-json-1.1";
    const headers: (readonly [string, string])[] = [
      ...this.#headers,
      ["content-type", type],
      ["content-length", `${body.length}`],
    ];
    const target = `SageMaker.${operation}`;
    if (!this.service.isMetrics) headers.push(["x-amz-target", target]);
    const wire = { method, target: requestUri, headers, body };
    if (!isOdd) return { operation, wire, isAddressed: true };
    switch (chance.below(6)) {
      case 0:
        headers.push(["x-amz-target", chance.pick([`X.${operation}`, "SageMaker.__proto__", ""])]);
        return { operation, wire, isAddressed: false };
      case 1: {
        const query = chance.pick(["?", "?a=%00", "?%", "?x-id=PutObject", "?Action=%ff"]);
        return { operation, wire: { ...wire, target: requestUri + query }, isAddressed: true };
      }
      case 2: {
        const path = chance.pick(["/a/b", "//", "/BatchPutMetrics/", "/?versions"]);
        const isAddressed = !this.service.isMetrics;
        return { operation, wire: { ...wire, target: path }, isAddressed };
      }
      case 3: {
        const other = chance.pick(["PATCH", "DELETE", "OPTIONS", "PUT", "POST"]);
        // SageMaker's header names the operation, whatever the method.
        const isAddressed = other === method || !this.service.isMetrics;
        return { operation, wire: { ...wire, method: other }, isAddressed };
      }
      case 4:
        headers.push(["content-encoding", "gzip"], ["accept", "\xe9"], [
          "x-odd",
          "a".repeat(8_000),
        ]);
        return { operation, wire, isAddressed: true };
      default:
        headers.push(["amz-sdk-invocation-id", ""], ["x-amz-user-agent", "\u00e9"]);
        return { operation, wire, isAddressed: true };
    }
  }
}
