import type * as main from "../../mod.ts";
import { all, type AllOptions, type Subject } from "./subject.ts";

type Every<Options> = { readonly [Name in keyof Required<Options>]: Options[Name] };

const signal = new AbortController().signal;
const FOLDERS = "a text is a path that would be read";
const SCORES = { yTrue: [0, 1, 1, 0], scores: [0.1, 0.9, 0.4, 0.3] };

/** Methods of an open run. */
export function runSubjects(run: main.Run, folder: string): Readonly<Record<string, Subject>> {
  const file: Every<main.FileOptions> = {
    name: "file.txt",
    mediaType: "text/plain",
    isOutput: true,
    overwrite: true,
    onChange: "retry",
    onProgress: () => {},
    signal,
  };
  const metric: AllOptions = all<main.MetricOptions>({ step: 1, timestamp: Date.now() });
  const graph: Every<main.GraphOptions> = { title: "title", isOutput: true, signal };
  return {
    logParameter: {
      given: { name: "lr", value: 0.1 },
      call: (...given: [string, unknown]) => run.logParameter(...given),
    },
    logParameters: {
      given: { parameters: { lr: 0.1 } },
      call: (given: object) => run.logParameters(given),
    },
    logMetric: {
      given: { name: "loss", value: 0.5, options: metric },
      call: (...given: Parameters<main.Run["logMetric"]>) => run.logMetric(...given),
    },
    logMetrics: {
      given: { values: { loss: 0.5 }, options: metric },
      call: (...given: Parameters<main.Run["logMetrics"]>) => run.logMetrics(...given),
    },
    logArtifact: {
      given: {
        name: "data",
        value: "s3://bucket/key",
        options: all<main.ArtifactOptions>({ mediaType: "text/csv", isOutput: true }),
      },
      call: (...given: Parameters<main.Run["logArtifact"]>) => run.logArtifact(...given),
    },
    logFile: {
      given: { source: new Blob(["x"]), options: all<main.FileOptions>(file) },
      call: (...given: Parameters<main.Run["logFile"]>) => run.logFile(...given),
      textless: { source: FOLDERS },
    },
    logText: {
      given: {
        text: "text",
        options: all<main.NamedFileOptions>({ ...file, name: "text.txt" }),
      },
      call: (...given: Parameters<main.Run["logText"]>) => run.logText(...given),
    },
    logJson: {
      given: { value: { a: 1 }, options: all<main.NamedFileOptions>({ ...file, name: "a.json" }) },
      call: (...given: Parameters<main.Run["logJson"]>) => run.logJson(...given),
    },
    logTable: {
      given: {
        table: [{ a: 1 }],
        options: all<main.TableOptions>({ ...file, name: "a.csv", format: "csv" }),
      },
      call: (...given: Parameters<main.Run["logTable"]>) => run.logTable(...given),
    },
    logImage: {
      given: {
        image: new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']),
        options: all<main.ImageOptions>({
          ...file,
          name: "a.svg",
          encoding: all<main.ImageEncoding>({ type: "image/png", quality: 1 }) as never,
        }),
      },
      call: (...given: Parameters<main.Run["logImage"]>) => run.logImage(...given),
    },
    logDirectory: {
      given: {
        path: folder,
        options: all<main.DirectoryOptions>({
          name: "folder",
          include: "*.txt",
          exclude: undefined,
          isOutput: true,
          overwrite: true,
          onChange: "retry",
          onProgress: () => {},
          signal,
        }),
      },
      call: (...given: Parameters<main.Run["logDirectory"]>) => run.logDirectory(...given),
      textless: { path: FOLDERS },
    },
    logPrecisionRecall: {
      given: {
        ...SCORES,
        options: all<main.PrecisionRecallGraphOptions>({
          ...graph,
          positiveLabel: 1,
          noSkill: 0.5,
        }),
      },
      call: (...given: Parameters<main.Run["logPrecisionRecall"]>) =>
        run.logPrecisionRecall(...given),
    },
    logRocCurve: {
      given: { ...SCORES, options: all<main.RocGraphOptions>({ ...graph, positiveLabel: 1 }) },
      call: (...given: Parameters<main.Run["logRocCurve"]>) => run.logRocCurve(...given),
    },
    logConfusionMatrix: {
      given: {
        yTrue: [0, 1],
        yPred: [1, 1],
        options: all<main.ConfusionMatrixGraphOptions>({ ...graph, labels: [0, 1] }),
      },
      call: (...given: Parameters<main.Run["logConfusionMatrix"]>) =>
        run.logConfusionMatrix(...given),
    },
    flush: {
      given: { options: all<main.WaitOptions>({ timeoutMs: 60_000, signal }) },
      call: (...given: Parameters<main.Run["flush"]>) => run.flush(...given),
    },
    fail: {
      given: { error: new Error("failed") },
      call: (error: unknown) => run.fail(error),
    },
  };
}
