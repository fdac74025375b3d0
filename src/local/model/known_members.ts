/**
 * The members of a request that its shape has. AWS reads no others, so none are stored.
 *
 * @module
 */
import type { Shape, StructureShape } from "./shape.ts";

/** A structure or a map. */
type Members = Readonly<Record<string, unknown>>;

/**
 * Returns a valid request without members that are null or that its shape does not have, at any depth.
 * `readInput` does the same with a request from the same process.
 */
export function knownMembers(shape: StructureShape, input: Members): Members {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      const own = Object.hasOwn(shape.members, name) ? shape.members[name] : shape.others;
      return own === undefined || value === null ? [] : [[name, known(own, value)]];
    }),
  );
}

function known(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "structure":
      // The request is valid, so values have the types of their shapes.
      return knownMembers(shape, value as Members);
    case "list":
      return (value as readonly unknown[]).map((item) => known(shape.of, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as Members).map(([key, item]) => [key, known(shape.value, item)]),
      );
    default:
      return value;
  }
}
