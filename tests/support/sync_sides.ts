import { archiveRun, createExperiment, type Session, updateRun, withRun } from "../../mod.ts";
import type { LocalService } from "../../src/local.ts";
import { bytesOf } from "./sample_bytes.ts";

/** Records one of everything that a run can hold, and runs that end in other ways. */
export async function recordEverything(session: Session): Promise<void> {
  await createExperiment({
    experimentName: "whole",
    displayName: "Whole",
    description: "Of everything one",
    session,
  });
  const options = { experimentName: "whole", session, tags: { team: "vision" } };
  await withRun({ ...options, runName: "full", runDisplayName: "Full" }, async (run) => {
    run.logParameters({ rate: 0.1, optimizer: "sgd", constructor: 1 });
    for (let step = 0; step < 40; step++) run.logMetric("loss", 1 / (step + 1), { step });
    for (let count = 0; count < 5; count++) run.logMetric("temperature", 20 + count);
    run.logArtifact("data", "s3://elsewhere/data.csv", { isOutput: false });
    run.logArtifact("report", "https://example.com/report", { mediaType: "text/html" });
    await run.logFile(bytesOf(1_000), { name: "model.bin" });
    await run.logFile(new Blob(["a,b\n"]), { name: "input.csv", isOutput: false });
    await run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "validation" });
    await run.logConfusionMatrix([0, 1], [0, 1], { title: "input", isOutput: false });
  });
  const full = { experimentName: "whole", runName: "full" };
  await updateRun(full, { notes: "two\nlines", tags: { stage: "best" } }, { session });
  await withRun({ ...options, runName: "broken" }, (run) => {
    run.logMetric("loss", 1, { step: 0 });
    throw new Error("diverged");
  }).catch(() => {});
  await archiveRun({ experimentName: "whole", runName: "broken" }, { session });
}

/** A local service whose process can die under it: the answer to a request, or the request, is lost. */
export interface MortalService {
  /** The service, as the sync sees it. */
  readonly service: LocalService;
  /** Writes that reached the service, as texts that a repetition has too. */
  readonly writes: string[];
  /** Requests so far. */
  readonly requests: () => number;
  /** Lets the sync end at a request; undefined never. */
  dieAt(request: number | undefined, moment?: "before" | "after", kill?: () => void): void;
}

/** Puts what can die before a service. */
export function mortal(service: LocalService): MortalService {
  let requests = 0;
  let deadline: number | undefined;
  let [at, end]: ["before" | "after", () => void] = ["before", () => {}];
  const writes: string[] = [];
  const passing = async <T>(name: string | undefined, send: () => Promise<T>): Promise<T> => {
    const number = ++requests;
    const isLast = number === deadline;
    if (deadline !== undefined && (number > deadline || (isLast && at === "before"))) {
      end();
      throw new Error("the process is dead");
    }
    if (name !== undefined) writes.push(name);
    const answer = await send();
    if (!isLast) return answer;
    end();
    throw new Error("the process is dead");
  };
  return {
    writes,
    requests: () => requests,
    dieAt(request, moment = "before", kill = () => {}) {
      [requests, deadline, at, end] = [0, request, moment, kill];
      writes.length = 0;
    },
    service: {
      ...service,
      fetch: async (request) =>
        await passing(await nameOf(request.clone()), () => service.fetch(request)),
      metrics: {
        ...service.metrics,
        put: (batch) => passing(`points ${batch.token}`, () => service.metrics.put(batch)),
      },
    },
  };
}

/** What tells a write from others; undefined of what only reads. */
async function nameOf(request: Request): Promise<string | undefined> {
  const operation = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
  if (operation !== undefined) {
    return /^(Describe|List|Search)/.test(operation)
      ? undefined
      : `${operation} ${await request.text()}`;
  }
  return request.method === "GET" || request.method === "HEAD"
    ? undefined
    : `${request.method} ${new URL(request.url).pathname}`;
}
