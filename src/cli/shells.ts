/**
 * Writes environment variables as lines of a shell.
 *
 * @module
 */

/** Shells that lines can be written for. `sh` includes Bash and Zsh. */
export const SHELLS = ["sh", "fish", "powershell"] as const;

/** A shell. */
export type Shell = typeof SHELLS[number];

/** Returns the shell of a user, by the variables that it sets. */
export function shellOf(environment: Readonly<Record<string, string | undefined>>): Shell {
  const { SHELL, OS } = environment;
  if (SHELL !== undefined) return /(?:^|\/)fish$/.test(SHELL) ? "fish" : "sh";
  return OS === "Windows_NT" ? "powershell" : "sh";
}

/** Returns the lines that set variables, and remove others. */
export function variableLines(
  shell: Shell,
  variables: Readonly<Record<string, string>>,
  removed: readonly string[],
): readonly string[] {
  const { set, remove } = WRITERS[shell];
  return [...Object.entries(variables).map(([name, value]) => set(name, value)), remove(removed)];
}

interface Writer {
  readonly set: (name: string, value: string) => string;
  readonly remove: (names: readonly string[]) => string;
}

const WRITERS: Readonly<Record<Shell, Writer>> = {
  sh: {
    set: (name, value) =>
      `export ${name}=${quoted(value, (text) => text.replaceAll("'", `'\\''`))}`,
    remove: (names) => `unset ${names.join(" ")}`,
  },
  fish: {
    set: (name, value) =>
      `set -gx ${name} ${quoted(value, (text) => text.replace(/[\\']/g, "\\$&"))}`,
    // It fails for a name that is not set.
    remove: (names) => `set -e ${names.join(" ")}; or true`,
  },
  powershell: {
    // Typographic quotes end a text in single quotes, too.
    set: (name, value) => `$env:${name} = '${value.replace(/['\u2018-\u201b]/g, "$&$&")}'`,
    remove: (names) =>
      `Remove-Item -ErrorAction Ignore ${names.map((name) => `Env:${name}`).join(", ")}`,
  },
};

/**
 * Returns a word, in single quotes if a shell would read more into it. fish replaces `%self` by the
 * id of its process.
 */
function quoted(text: string, escape: (text: string) => string): string {
  return /^[\w@+:,./-]+$/.test(text) ? text : `'${escape(text)}'`;
}
