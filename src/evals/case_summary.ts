/**
 * Sums up cases as metrics. Pure.
 *
 * @module
 */
import type { LoggedCase } from "./case.ts";

/** Sums of the cases of one log, without the cases. */
export class CaseSummary {
  readonly #passScore: number;
  readonly #scores = new Map<string, { sum: number; count: number }>();
  readonly #totals = new Map<string, number>();
  readonly #durations: number[] = [];
  #cases = 0;
  #errors = 0;
  #judged = 0;
  #passed = 0;

  /** @param passScore Smallest score that passes */
  constructor(passScore: number) {
    this.#passScore = passScore;
  }

  /** Adds a case. */
  add(one: LoggedCase): void {
    this.#cases++;
    if (one.error) this.#errors++;
    const verdict = this.#verdict(one);
    if (verdict !== undefined) this.#judged++;
    if (verdict) this.#passed++;
    for (const [name, score] of Object.entries(one.scores)) this.#addScore(name, score);
    if (one.durationMs !== undefined) this.#durations.push(one.durationMs);
    const { inputTokens, outputTokens, costUsd } = one.usage ?? {};
    this.#addTotal("tokens.input", inputTokens);
    this.#addTotal("tokens.output", outputTokens);
    this.#addTotal("tokens.total", inputTokens);
    this.#addTotal("tokens.total", outputTokens);
    this.#addTotal("cost_usd", costUsd);
  }

  /** Returns the metrics by name. One that no case has a value for is missing. */
  metrics(): Readonly<Record<string, number>> {
    const means = [...this.#scores].map(([name, { sum, count }]) => [name, sum / count] as const);
    const sorted = this.#durations.toSorted((one, other) => one - other);
    return Object.fromEntries([
      ...means,
      ["cases", this.#cases],
      ["errors", this.#errors],
      ...(this.#judged === 0 ? [] : [["pass_rate", this.#passed / this.#judged] as const]),
      ...(sorted.length === 0 ? [] : [
        ["latency_ms.p50", percentile(sorted, 0.5)] as const,
        ["latency_ms.p95", percentile(sorted, 0.95)] as const,
      ]),
      ...this.#totals,
    ]);
  }

  /** Whether a case passed; undefined if nothing judged it. */
  #verdict({ passed, error, scores }: LoggedCase): boolean | undefined {
    if (passed !== undefined) return passed;
    if (error) return false;
    const given = Object.values(scores).filter((score) => score !== null);
    return given.length === 0 ? undefined : given.every((score) => score >= this.#passScore);
  }

  #addScore(name: string, score: number | null): void {
    if (score === null || !Number.isFinite(score)) return;
    const { sum, count } = this.#scores.get(name) ?? { sum: 0, count: 0 };
    this.#scores.set(name, { sum: sum + score, count: count + 1 });
  }

  #addTotal(name: string, amount: number | undefined): void {
    if (amount !== undefined) this.#totals.set(name, (this.#totals.get(name) ?? 0) + amount);
  }
}

/** Interpolates between the two nearest ranks, as NumPy does. */
function percentile(sorted: readonly number[], fraction: number): number {
  const rank = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(rank)] ?? NaN;
  const high = sorted[Math.ceil(rank)] ?? NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}
