import type { Mutant } from "./mutant.ts";

/** Mutants of the files beside the folders of src, and src/ports. */
export const TOP: readonly Mutant[] = [
  {
    name: "top/options-are-known",
    promise: "an option that does not exist is refused by name",
    file: "src/options.ts",
    from:
      "const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;\n      const rule = kind === undefined",
    to:
      "const kind = Object.hasOwn(kinds, name) ? kinds[name] : true;\n      const rule = kind === undefined",
    tests: ["tests/options_test.ts", "tests/option_shapes_test.ts"],
  },
  {
    name: "top/options-of-object-prototype",
    promise: "an option called constructor is refused by name",
    file: "src/options.ts",
    from: "const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;\n      const rule",
    to: "const kind = kinds[name];\n      const rule",
    tests: ["tests/options_test.ts"],
  },
  {
    name: "top/required-options",
    promise: "an option that is required is missed by name",
    file: "src/options.ts",
    from: 'return value === undefined && typeof kind === "object" && kind.isRequired === true;',
    to: 'return value === null && typeof kind === "object" && kind.isRequired === true;',
    tests: ["tests/options_test.ts"],
  },
  {
    name: "top/suggestions",
    promise: "a misspelt option is answered with the one that was meant",
    file: "src/options.ts",
    from: 'return meant === undefined ? "" : ` (did you mean ${meant}?)`;',
    to: 'return meant === undefined ? "" : "";',
    tests: ["tests/options_test.ts"],
  },
  {
    name: "top/kinds-that-throw",
    promise: "a value that throws when it is looked at breaks the rule",
    file: "src/kinds.ts",
    from: "return kind.allows(value);\n  } catch {\n    return false;",
    to: "return kind.allows(value);\n  } catch {\n    return true;",
    tests: ["tests/options_test.ts", "tests/arguments/pure_arguments_test.ts"],
  },
  {
    name: "top/sparse-lists",
    promise: "a list with a hole breaks the rule of its entries",
    file: "src/kinds.ts",
    from:
      "for (let index = 0; index < value.length; index++) {\n        if (!kind.allows(value[index])) return false;\n      }\n      return true;",
    to: "return value.every((one) => kind.allows(one));",
    tests: [
      "tests/options_test.ts",
      "tests/option_shapes_test.ts",
      "tests/arguments/pure_arguments_test.ts",
    ],
  },
  {
    name: "top/numbers-are-numbers",
    promise: "NaN is no number in a range",
    file: "src/kinds.ts",
    from: 'allows: (value) => typeof value === "number" && value >= least && value <= most,',
    to: 'allows: (value) => typeof value === "number" && !(value < least) && !(value > most),',
    tests: ["tests/kinds_test.ts"],
  },
  {
    name: "top/errors-are-branded",
    promise: "an error of another copy of the library is known as one",
    file: "src/errors.ts",
    from: 'return typeof value === "object" && value !== null && BRAND in value;',
    to: "return value instanceof RunlogError;",
    tests: ["tests/errors_test.ts"],
  },
  {
    name: "top/long-values-are-cut",
    promise: "a message shows no more than a part of a long value",
    file: "src/errors.ts",
    from: "return value.length <= 80 ? JSON.stringify(value) : describeLong(value);",
    to: "return JSON.stringify(value);",
    tests: ["tests/errors_test.ts"],
  },
  {
    name: "top/emoji-at-the-cut",
    promise: "a cut value has whole characters",
    file: "src/errors.ts",
    from:
      "`${JSON.stringify(value.slice(0, 40).toWellFormed())}\u2026 (${value.length} characters)`",
    to: "`${JSON.stringify(value.slice(0, 40))}\u2026 (${value.length} characters)`",
    tests: ["tests/errors_test.ts"],
  },
  {
    name: "top/minus-zero-is-shown",
    promise: "-0 is shown as -0",
    file: "src/errors.ts",
    from: 'return Object.is(value, -0) ? "-0" : cut(String(value));',
    to: "return cut(String(value));",
    tests: ["tests/errors_test.ts"],
  },
  {
    name: "top/processes-that-started-again",
    promise: "another process with the number of a dead one is not taken for it",
    file: "src/processes.ts",
    from:
      'return processStart === undefined ? "some" : stat.start === processStart ? "same" : "gone";',
    to: 'return processStart === undefined ? "some" : "same";',
    tests: ["tests/processes_test.ts"],
  },
  {
    name: "top/zombies-are-gone",
    promise: "a process that has ended and is still listed is gone",
    file: "src/processes.ts",
    from: 'if (stat.hasEnded) return "gone";',
    to: "",
    tests: ["tests/processes_test.ts"],
  },
  {
    name: "top/processes-of-other-hosts",
    promise: "nothing is known of a process of another machine",
    file: "src/processes.ts",
    from:
      'if (host === undefined || processId === undefined || host !== own.host) return "unknown";',
    to: 'if (host === undefined || processId === undefined) return "unknown";',
    tests: ["tests/processes_test.ts", "tests/run/other_holders_test.ts"],
  },
  {
    name: "top/pages-that-go",
    promise: "a page that is hidden or left saves its points",
    file: "src/runtime.ts",
    from: 'for (const event of ["pagehide", "visibilitychange"]) {',
    to: 'for (const event of ["pageshow"]) {',
    tests: ["tests/session/left_page_test.ts"],
  },
  {
    name: "top/programs-end-in-time",
    promise: "a program that hangs costs its time limit only",
    file: "src/runtime.ts",
    from: 'resolve(undefined);\n      attempt(() => child?.kill("SIGKILL"));',
    to: 'attempt(() => child?.kill("SIGWINCH"));',
    tests: ["tests/run/git_facts_test.ts"],
  },
];
