/**
 * Accepts the options of every command before the command's name, too.
 *
 * @module
 */

/** Options of every command, and whether a value follows. */
const GLOBAL: Readonly<Record<string, boolean>> = {
  "--session": true,
  "--region": true,
  "--json": false,
  "--verbose": false,
};

/** Moves such options from before the command's name to after it. */
export function afterCommand(args: readonly string[]): readonly string[] {
  const moved: string[] = [];
  let at = 0;
  while (at < args.length) {
    const [name = ""] = args[at]?.split("=") ?? [];
    const hasValue = Object.hasOwn(GLOBAL, name) ? GLOBAL[name] : undefined;
    if (hasValue === undefined) break;
    const length = hasValue && !args[at]?.includes("=") ? 2 : 1;
    moved.push(...args.slice(at, at + length));
    at += length;
  }
  const [command, ...rest] = args.slice(at);
  // Without a command, the program itself rejects them.
  return command === undefined ? args : [command, ...moved, ...rest];
}
