/** What R13 tries: a public function with arguments that are right, each of which is then replaced. */

/** Options that are right, all of them: a new option does not compile until it is tried. */
export class AllOptions {
  readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }
}

/** Names every option of a type, with a right value of each. */
export function all<Options extends object>(
  values: { readonly [Name in keyof Required<Options>]: Options[Name] },
): AllOptions {
  return new AllOptions(values);
}

/** A public function. */
export interface Subject {
  /** Right arguments by name, in order. */
  readonly given: Readonly<Record<string, unknown>>;
  // deno-lint-ignore no-explicit-any -- what JavaScript gives may be anything.
  readonly call: (...given: any[]) => unknown;
  /** Arguments that are not tried with texts, each with the reason. */
  readonly textless?: Readonly<Record<string, string>>;
  /** Why a call without any options is not tried: it would take a default. */
  readonly defaults?: string;
  /** Arguments that are not tried, each with the reason. */
  readonly untried?: Readonly<Record<string, string>>;
  /** Undoes a call that was accepted. */
  readonly undo?: (answer: unknown) => unknown;
}

/** One argument of a subject, or one option. */
export interface Place {
  readonly path: string;
  /** Whether it holds options: errors then name what is in it. */
  readonly isWhole: boolean;
  /** Returns the arguments with a value in this place. */
  readonly put: (value: unknown) => readonly unknown[];
}

/** Every argument of a subject, and every option within them. */
export function placesOf({ given, untried = {} }: Subject): readonly Place[] {
  const plain = Object.values(given).map(toPlain);
  return Object.entries(given).flatMap(([name, argument], position) => {
    const put = (value: unknown): readonly unknown[] => plain.with(position, value);
    return [
      { path: name, isWhole: argument instanceof AllOptions, put },
      ...placesWithin(name, argument, put),
    ];
  }).filter(({ path }) => !Object.hasOwn(untried, path));
}

function placesWithin(
  path: string,
  argument: unknown,
  put: (value: unknown) => readonly unknown[],
): readonly Place[] {
  if (!(argument instanceof AllOptions)) return [];
  const plain = toPlain(argument) as Readonly<Record<string, unknown>>;
  return Object.entries(argument.values).flatMap(([name, value]) => {
    const own = `${path}.${name}`;
    const putOwn = (value: unknown): readonly unknown[] => put(withOwn(plain, name, value));
    return [
      { path: own, isWhole: value instanceof AllOptions, put: putOwn },
      ...placesWithin(own, value, putOwn),
    ];
  });
}

function withOwn(
  object: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...Object.entries(object), [name, value]]);
}

/** The arguments as a caller writes them. */
export function toPlain(argument: unknown): unknown {
  if (!(argument instanceof AllOptions)) return argument;
  return Object.fromEntries(
    Object.entries(argument.values).filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toPlain(value)]),
  );
}
