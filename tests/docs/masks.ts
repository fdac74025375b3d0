/** Parts of output that differ from run to run, and what stands for them. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g, "<time>"],
  [/\bsagemaker-run-\d+-[0-9a-f]+\b/g, "<run>"],
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"],
  [/\b[0-9a-f]{40,64}\b/g, "<hash>"],
  [/\b\d+(?:\.\d+)? ?(?:ms|s|min|h)\b/g, "<duration>"],
  [/\b\d+(?:\.\d+)? (?:B|kB|MB|GB)\b/g, "<size>"],
];

/**
 * Output with its varying parts masked and its columns a space apart: a terminal and a pipe have the
 * same, and so have two runs.
 */
export function maskOutput(output: string): string {
  const masked = VARYING.reduce((text, [part, mask]) => text.replace(part, mask), output);
  return masked.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).join("\n").trim();
}
