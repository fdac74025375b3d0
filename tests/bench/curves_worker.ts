/** Times our curves, in Deno or in Bun: answers lines of `size shape task rounds` with milliseconds. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { auc, averagePrecisionOf, precisionRecallCurve, rocCurve } from "../../src/curves.ts";

const [folder = "."] = process.argv.slice(2);
const bytesOf = (file: string): ArrayBuffer =>
  new Uint8Array(readFileSync(`${folder}/${file}`)).buffer;

let baseline: number | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const [size = "", shape = "", task = "", rounds = ""] = line.split(" ");
  const labels = new Int32Array(bytesOf(`${size}-labels`));
  const scores = new Float64Array(bytesOf(`${size}-${shape}`));
  const sampleWeight = shape === "weighted"
    ? new Float64Array(bytesOf(`${size}-weights`))
    : undefined;
  const run = task === "pr" ? precisionRecall : roc;
  baseline ??= memory("VmRSS");
  const times: number[] = [];
  let value = NaN;
  for (let round = 0; round < Number(rounds); round++) {
    const start = performance.now();
    value = run(labels, scores, sampleWeight);
    times.push(performance.now() - start);
  }
  console.log(JSON.stringify({ times, value, memory: memory("VmHWM") - baseline }));
}

function precisionRecall(y: Int32Array, scores: Float64Array, sampleWeight?: Float64Array): number {
  return averagePrecisionOf(precisionRecallCurve(y, scores, { sampleWeight }));
}

function roc(y: Int32Array, scores: Float64Array, sampleWeight?: Float64Array): number {
  const { falsePositiveRate, truePositiveRate } = rocCurve(y, scores, { sampleWeight });
  return auc(falsePositiveRate, truePositiveRate);
}

/** Kilobytes that Linux counts for this process. */
function memory(field: string): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN);
}
