/**
 * The values of a trial component, and their updates.
 *
 * @module
 */
import { invalid, ServiceError } from "../errors.ts";
import type { Body } from "../store/entities.ts";
import { type Context, type Input, pick } from "./operation.ts";
import { newTags } from "./tags.ts";

/** Maps of a trial component, each with the member that removes entries and its maximum size. */
const MAPS = [
  ["Parameters", "ParametersToRemove", 300],
  ["InputArtifacts", "InputArtifactsToRemove", 60],
  ["OutputArtifacts", "OutputArtifactsToRemove", 60],
] as const;

/** Context that determines the values. */
type ValueContext = Pick<Context, "behavior">;

/** Returns the values of a new component, from the request that creates it. */
export function newValues(context: ValueContext, input: Input): Body {
  return {
    ...pick(
      input,
      "TrialComponentName",
      "DisplayName",
      "Status",
      "StartTime",
      "EndTime",
      "InputArtifacts",
      "OutputArtifacts",
      "MetadataProperties",
    ),
    ...newTags(input),
    Parameters: toParameters(context, input["Parameters"]),
  };
}

/**
 * Returns the values of a component after an update. Members absent from the request are unchanged.
 */
export function updatedValues(context: ValueContext, before: Body, input: Input): Body {
  const set: Input = { ...input, Parameters: toParameters(context, input["Parameters"]) };
  return {
    ...before,
    ...pick(input, "DisplayName", "StartTime", "EndTime"),
    ...updatedStatus(context, before["Status"], input["Status"]),
    ...Object.fromEntries(MAPS.map(([member, removal, limit]) => [
      member,
      merge(member, before[member], set[member], input[removal], limit),
    ])),
  };
}

function updatedStatus({ behavior }: ValueContext, before: unknown, after: unknown): Body {
  if (after === undefined || after === null) return {};
  // Both were validated against the model when they were received.
  return { Status: behavior.keepStatusMessage ? { ...before as Body, ...after } : after };
}

/** Converts parameters to their stored form: `true` and `false` become the numbers 1 and 0. */
function toParameters({ behavior }: ValueContext, value: unknown): Body {
  // Validated against the model when it was received.
  const parameters = Object.entries((value ?? {}) as Readonly<Record<string, Body>>);
  return Object.fromEntries(parameters.map(([name, parameter]) => {
    const number = parameter["NumberValue"];
    if (typeof number !== "boolean") return [name, parameter];
    if (behavior.refuseBooleanNumbers) {
      throw new ServiceError("SerializationException", `Expected a number in parameter ${name}`);
    }
    return [name, { NumberValue: Number(number) }];
  }));
}

/**
 * Merges maps. Keys in the request replace equal ones, others are kept, and a removal overrides a
 * set.
 */
function merge(
  member: string,
  before: unknown,
  set: unknown,
  remove: unknown,
  limit: number,
): Body {
  // All three were validated against the model: maps, and a list of keys.
  const merged = new Map([
    ...Object.entries((before ?? {}) as Body),
    ...Object.entries((set ?? {}) as Body),
  ]);
  for (const key of (remove ?? []) as readonly string[]) merged.delete(key);
  if (merged.size > limit) {
    throw invalid(
      `1 validation error detected: Value at '${member.charAt(0).toLowerCase()}${
        member.slice(1)
      }' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
    );
  }
  return Object.fromEntries(merged);
}
