import type { Asker, Command } from "./command.ts";
import { keptName, keptText } from "./literals.ts";
import { type Members, type Plain, time } from "./plain.ts";
import { RandomRequests } from "./random_requests.ts";
import { METRICS, RUNS } from "./random_values.ts";

/** Command after command, from a seed: requests to AWS and calls of the library. */
export class Generator extends RandomRequests {
  /** The next command. */
  next(): Command {
    const wait = this.pick([0, 1, 1_000, 61_000]);
    if (this.chance(0.01)) return { client: "restart", wait };
    const [client, name, input] = this.chance(0.25) ? this.call() : this.request();
    return { client, name, input, wait };
  }

  protected run(): Members {
    return { experimentName: this.pick(this.experiments), runName: this.pick(RUNS) };
  }

  /** A call of the library. */
  protected call(): readonly [Asker, string, Members] {
    const name = this.pick([
      "record",
      "record",
      "record",
      "getRun",
      "getRun",
      "listRuns",
      "searchRuns",
      "updateRun",
      "deleteRun",
      "archiveRun",
      "restoreRun",
      "getMetricHistory",
      "listExperiments",
      ...(this.chance(0.2) ? ["deleteExperiment"] : []),
    ]);
    const run = this.run();
    switch (name) {
      case "record":
        return ["library", name, { ...run, ...this.log() }];
      case "listRuns":
      case "searchRuns":
        return ["library", name, this.listing()];
      case "updateRun":
        return ["library", name, {
          ...run,
          parameters: this.entries(
            2,
            this.logged,
            () => this.chance(0.3) ? null : this.number("parameter number"),
          ),
          tags: this.entries(1, () => "team", () => this.chance(0.4) ? null : "a"),
        }];
      case "deleteRun":
        return ["library", name, { ...run, ...this.maybe({ dryRun: () => true }) }];
      case "getMetricHistory":
        return ["library", name, {
          ...run,
          metricName: this.metric(),
          byRecord: this.chance(0.5),
        }];
      default:
        return ["library", name, run];
    }
  }

  /** Names that are kept whole: the library keeps longer ones in a file. */
  protected logged = (): string => {
    const name = this.parameterName();
    return keptName(name).length <= 128 ? name : "lr";
  };

  protected log(): Members {
    const text = (value: string): string => keptText(value).length <= 2_048 ? value : "long";
    const wordy = (): Plain => text(this.text("parameter value", ["adam"]));
    return {
      how: this.pick(["start", "load"]),
      ...this.maybe({ failure: () => this.pick(["out of memory", "é😀"]) }),
      tags: this.entries(1, () => "team", () => this.pick(["a", "b"])),
      parameters: this.entries(
        3,
        this.logged,
        () => {
          if (this.chance(0.05)) return { $number: this.pick(["NaN", "-Infinity"]) };
          return this.chance(0.5) ? this.number("parameter number") : wordy();
        },
      ),
      metrics: Array.from({ length: Math.floor(this.random() * 6) }, () => ({
        name: this.metric(),
        value: this.chance(0.1)
          ? { $number: this.pick(["NaN", "Infinity", "-Infinity", "-0"]) }
          : this.number("metric number"),
        at: time(this.present - Math.floor(this.random() * 86_400_000)),
        ...this.maybe({ step: () => this.pick([0, 1, 2, 3, 2 ** 40, 2 ** 53 - 1]) }, 0.6),
      })),
      artifacts: Object.keys(this.entries(1, this.logged, () => null)).map((name) => ({
        name,
        value: text(this.text("artifact value", ["v"])),
      })),
      texts: this.maybe({ a: () => "" }, 0.3)["a"] === undefined ? [] : [{
        name: this.pick(["log.txt", "a b/é.txt", "😀%2F+.txt"]),
        text: this.pick(["", "one", "\u0000\ufeff😀"]),
      }],
    };
  }

  protected metric(): string {
    const name = this.text("metric name", METRICS);
    return name !== "" && keptText(name).length <= 255 ? name : "loss";
  }

  protected listing(): Members {
    return {
      experimentName: this.pick(this.experiments),
      sortBy: this.pick(["creationTime", "runName", "parameters.lr", "parameters.seed"]),
      sortOrder: this.pick(["ascending", "descending"]),
      ...this.maybe({
        maxResults: () => this.pick([1, 2, 100]),
        includeArchived: () => true,
        where: () =>
          this.pick<Members>([
            { status: "Completed" },
            {
              "parameters.lr": {
                gte: this.pick(this.numbers) + 0,
              },
            },
            { "parameters.seed": this.pick(this.numbers) + 0 },
            { "parameters.lr": "adam" },
          ]),
      }),
    };
  }
}
