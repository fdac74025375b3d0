import { type Formula, REFERENCE } from "./formula.ts";

/** Formulas of docstrings: how a description and each tag begins. */
export const REFERENCE_FORMULAS: readonly Formula[] = [
  {
    name: "Made where it happens",
    pattern: /\bMade where (it|they|that) happens?\b/,
    instead: "`@internal`, without a sentence",
    kinds: REFERENCE,
    finds: ["Made where it happens."],
    leaves: ["Creates the error."],
  },
  {
    name: "Always `X`",
    pattern: /^Always `[^`]*`\.?$/,
    instead: "drop the sentence: the type says it",
    kinds: REFERENCE,
    finds: ["Always `RunClosedError`."],
    leaves: ["Always verifies the checksum."],
  },
  {
    name: "@param Which, What, Where, How",
    pattern: /^@param [\w.[\]]+ (Which|What|Where|How|Who)\b/,
    instead: "a noun phrase that adds something: `@param run The run to update`",
    kinds: ["tag"],
    finds: ["@param run Which", "@param options Where to read", "@param name What it is called"],
    leaves: ["@param run The run to update", "@param isOutput Whether the file is an output"],
  },
  {
    name: "bare noun",
    pattern:
      /^(?:@param [\w.[\]]+ )?(?:The (?:metric|run|experiment|file|error|options|session|name)|Kind|Its \w+)\.?$/,
    instead: 'what the name does not say ("Metric name, up to 255 characters"), or nothing',
    kinds: REFERENCE,
    finds: ["The metric.", "The run.", "Kind.", "Its name.", "@param service The run"],
    leaves: [
      "The run to update.",
      "Metric name, up to 255 characters.",
      "The object's `s3://` URL.",
    ],
  },
  {
    name: "Where it is",
    pattern:
      /^(?:@returns )?Where (?:to \w+|(?:it|they|the|a|this|these|notices|runs|points|files) )/,
    instead:
      '"Session to read from", "Session that holds the runs", "Receives warnings", "The object\'s `s3://` URL"',
    kinds: REFERENCE,
    finds: [
      "Where to read.",
      "Where the runs are.",
      "Where notices go.",
      "@returns Where it is",
      "Where it stands; undefined when nobody ever said",
    ],
    leaves: ["Session to read from.", "Receives warnings.", "@returns The object's `s3://` URL"],
  },
  {
    name: "description that starts with What, Which, How, Who",
    pattern: /^(What|Which|How|Who)\b(?! to handle| to do)/,
    instead: "a verb for a function (Returns, Creates, Logs), a noun phrase for a value",
    kinds: ["docstring"],
    finds: ["What AWS is told of points older than it takes", "How long all suites may take."],
    leaves: [
      "How to handle points older than AWS accepts",
      "Time limit of all suites.",
      "Whether to overwrite the file.",
    ],
  },
  {
    name: "Browser-safe",
    pattern: /\bBrowser-safe\b/,
    instead: "a tag that the documentation renders, not a sentence",
    kinds: REFERENCE,
    finds: ["Calls AWS operations by name. Browser-safe."],
    leaves: ["Runs in browsers."],
  },
  {
    name: "methods check and hand on",
    pattern: /\bmethods check and hand on\b/,
    instead: "drop the sentence",
    kinds: REFERENCE,
    finds: ["Its methods check and hand on."],
    leaves: ["Its methods validate their arguments."],
  },
  {
    name: "@throws what",
    pattern: /^@throws (?:\{[^}]*\} )?(?:what|the same)\b/i,
    instead: "a link: See {@linkcode Run.logFile}",
    kinds: ["tag"],
    finds: ["@throws what `logFile` throws"],
    leaves: ["@throws {ArgumentError} If a name is invalid"],
  },
  {
    name: "@throws without If",
    pattern: /^@throws \{[^}]*\} (?!If\b|See\b|what\b|the same\b)/,
    instead: "@throws {X} If …",
    kinds: ["tag"],
    finds: ["@throws {ArgumentError} when a name is invalid", "@throws {Refusal} for the rest"],
    leaves: ["@throws {ArgumentError} If a name is invalid"],
  },
  {
    name: "@returns without The",
    pattern: /^@returns (?!The\b|An?\b|True\b|`|\{@|Where\b)/,
    instead: "@returns The …",
    kinds: ["tag"],
    finds: ["@returns Its address, and how to stop", "@returns Whether it is"],
    leaves: ["@returns The server's address", "@returns `true` if the run exists"],
  },
];
