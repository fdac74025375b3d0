/**
 * Logs the process's resource usage as metrics of an open run. Loaded if a run enables it.
 *
 * @module
 */
import { BacklogFullError } from "../metrics/backlog_full_error.ts";
import { type ProcessUsage, processUsage, runProgram, unrefTimer } from "../runtime.ts";
import type { MetricOptions } from "../rules/metric_point.ts";

/**
 * Options of system metrics. Each sample is logged at the next step, starting at 0. It contains
 * these metrics, as far as the runtime provides them:
 *
 * - `system/cpu_utilization_percentage`; 100 is one processor
 * - `system/process_memory_megabytes`
 * - `system/heap_megabytes`
 * - `system/event_loop_delay_milliseconds`, the delay of the sample after its planned time
 * - `system/gpu_0_utilization_percentage` and `system/gpu_0_memory_usage_megabytes`, and the same
 *   for each other GPU that `nvidia-smi` lists; Deno needs `--allow-run=nvidia-smi`
 *
 * Browsers provide only the delay, and Chromium also its heap.
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 *
 * const options = { experimentName: "demo", systemMetrics: { everyMs: 10_000 } };
 * await withRun(options, (run) => run.logMetric("loss", 0.5));
 * ```
 */
export interface SystemMetricsOptions {
  /** Interval between samples, in milliseconds: 100 or more. */
  readonly everyMs: number;
}

const MEGABYTE = 1_000_000;
const MEBIBYTE = 1_048_576;

/** Receives the samples, as an open run does. */
export interface MetricLog {
  /** Logs one point for each of several metrics. */
  logMetrics(values: Readonly<Record<string, number>>, options?: MetricOptions): void;
}

/**
 * Logs samples until it is stopped. Sampling neither keeps the process alive nor disturbs the run:
 * if the buffer is full, the sample is dropped.
 *
 * @returns The function that stops sampling at once
 */
export function watchSystem(run: MetricLog, { everyMs }: SystemMetricsOptions): () => void {
  let isStopped = false;
  let hasGpus = true;
  let timer: ReturnType<typeof setTimeout>;
  let latest = measure();
  const sample = async (step: number, plannedAt: number): Promise<void> => {
    const previous = latest;
    latest = measure();
    const delay = Math.max(0, latest.at - plannedAt);
    const gpus = hasGpus ? await readGpus() : {};
    hasGpus = Object.keys(gpus).length > 0;
    if (isStopped) return;
    logSample(run, { ...toMetrics(previous, latest, delay), ...gpus }, step);
    plan(step + 1);
  };
  const plan = (step: number): void => {
    const plannedAt = performance.now() + everyMs;
    timer = setTimeout(() => void sample(step, plannedAt), everyMs);
    unrefTimer(timer);
  };
  plan(0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

interface Measurement extends ProcessUsage {
  /** Time in milliseconds on a monotonic clock. */
  readonly at: number;
}

function measure(): Measurement {
  return { ...processUsage(), at: performance.now() };
}

function logSample(run: MetricLog, values: Readonly<Record<string, number>>, step: number): void {
  try {
    run.logMetrics(values, { step });
  } catch (error) {
    if (!(error instanceof BacklogFullError)) throw error;
  }
}

function toMetrics(before: Measurement, after: Measurement, delay: number): Record<string, number> {
  const cpu = ((after.cpuMicroseconds ?? NaN) - (before.cpuMicroseconds ?? NaN)) / 1000;
  const elapsed = after.at - before.at;
  const values = {
    "system/cpu_utilization_percentage": 100 * cpu / elapsed,
    "system/process_memory_megabytes": (after.residentBytes ?? NaN) / MEGABYTE,
    "system/heap_megabytes": (after.heapBytes ?? NaN) / MEGABYTE,
    "system/event_loop_delay_milliseconds": delay,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

/** Reads the metrics of each GPU from `nvidia-smi`; an empty object without a GPU. */
async function readGpus(): Promise<Record<string, number>> {
  const listing = await runProgram("nvidia-smi", [
    "--query-gpu=utilization.gpu,memory.used",
    "--format=csv,noheader,nounits",
  ], 5_000);
  return listing === undefined ? {} : parseGpus(listing);
}

/** Parses one line per GPU: utilization in percent, and memory usage in MiB. */
export function parseGpus(listing: string): Record<string, number> {
  const metrics = listing.split("\n").flatMap((line, gpu) => {
    const [utilization = NaN, mebibytes = NaN] = line.split(",").map(Number.parseFloat);
    return [
      [`system/gpu_${gpu}_utilization_percentage`, utilization],
      [`system/gpu_${gpu}_memory_usage_megabytes`, mebibytes * MEBIBYTE / MEGABYTE],
    ] as const;
  });
  return Object.fromEntries(metrics.filter(([, value]) => Number.isFinite(value)));
}
