import { assertEquals } from "@std/assert";
import { createExperiment, type Session, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { adoptJournal } from "../../src/metrics/journal_report.ts";
import type { JournalEntry, MetricJournal } from "../../src/ports/metric_journal.ts";
import { METRIC_AGE_MS } from "../../src/rules/limits.ts";
import fc from "../support/fast_check.ts";
import { scriptedMetrics } from "../support/metrics_client.ts";
import { temporaryService } from "../support/services.ts";

const HOUR_MS = 3_600_000;

/** Where the run of an entry is, and how old its points are. */
const ENTRY = fc.record({
  place: fc.constantFrom("here", "another account's", "nowhere"),
  ages: fc.array(
    fc.constantFrom(0, METRIC_AGE_MS - HOUR_MS, METRIC_AGE_MS + HOUR_MS, 2 * METRIC_AGE_MS),
    { minLength: 1, maxLength: 4 },
  ),
});
type Entry = { readonly place: string; readonly ages: readonly number[] };

/** A journal in memory, of pages that have ended. */
function journalOf(entries: readonly JournalEntry[], isForLeaving: boolean) {
  const left = new Map(entries.map((entry) => [entry.token, entry]));
  const journal: Pick<MetricJournal, "adopt" | "isForLeaving"> = {
    isForLeaving,
    adopt: (work) =>
      work([...left.values()], (token) => {
        left.delete(token);
        return Promise.resolve();
      }),
  };
  const begin = () => {
    throw new Error("nothing is recorded");
  };
  return { left, journal: { ...journal, begin } };
}

function toEntry({ place, ages }: Entry, index: number, arn: string): JournalEntry {
  const isHere = place === "here";
  return {
    arn: isHere ? arn : arn.replace(/:\d{12}:/, ":999999999999:"),
    trialComponentName: place === "nowhere" ? "demo-gone" : "demo-one",
    token: `token-${index}`,
    names: ["loss"],
    series: new Uint32Array(ages.length),
    values: Float64Array.from(ages.keys()),
    timestamps: Float64Array.from(ages, (age) => Date.now() - age),
    steps: Float64Array.from(ages.keys()),
  };
}

async function sessionWithRun(session: Session): Promise<string> {
  await createExperiment({ experimentName: "demo", session });
  return await withRun({ experimentName: "demo", runName: "one", session }, ({ arn }) => arn);
}

Deno.test("points of earlier pages are sent, kept for a session that has their run, or named if AWS takes them no more", async () => {
  await using service = await temporaryService();
  const local = await serviceSession(service);
  const arn = await sessionWithRun(local);
  await fc.assert(
    fc.asyncProperty(fc.array(ENTRY, { maxLength: 6 }), async (given) => {
      const client = scriptedMetrics();
      const entries = given.map((entry, index) => toEntry(entry, index, arn));
      const { left, journal } = journalOf(entries, false);
      const report = await adoptJournal({ ...local, metrics: client }, journal, undefined);
      const isTooOld = ({ ages }: Entry): boolean => ages.every((age) => age > METRIC_AGE_MS);
      const tokensOf = (isMeant: (entry: Entry) => boolean): readonly string[] =>
        given.flatMap((entry, index) => isMeant(entry) ? [`token-${index}`] : []);
      const pointsOf = (tokens: readonly string[]): number =>
        entries.filter(({ token }) => tokens.includes(token))
          .reduce((sum, { values }) => sum + values.length, 0);
      const sent = tokensOf((entry) => entry.place === "here" && !isTooOld(entry));
      const kept = tokensOf((entry) => entry.place !== "here" && !isTooOld(entry));
      assertEquals(client.requests.map(({ token }) => token).sort(), sent.toSorted());
      assertEquals([...left.keys()].sort(), kept.toSorted(), "what stays in the journal");
      const refused = report.refused.reduce((sum, { count }) => sum + count, 0);
      assertEquals(
        [report.sent, report.kept, refused],
        [pointsOf(sent), pointsOf(kept), pointsOf(tokensOf(isTooOld))],
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("a store's own journal sends points of any age, and looks up no run", async () => {
  await using service = await temporaryService();
  const local = await serviceSession(service);
  const arn = await sessionWithRun(local);
  const client = scriptedMetrics();
  const { left, journal } = journalOf([
    toEntry({ place: "here", ages: [2 * METRIC_AGE_MS] }, 0, arn),
    toEntry({ place: "nowhere", ages: [0, 1] }, 1, arn),
  ], true);
  const { sent, kept } = await adoptJournal({ ...local, metrics: client }, journal, undefined);
  assertEquals([sent, kept, left.size], [3, 0, 0]);
});
