import { assertEquals } from "@std/assert";
import { type Session, syncRuns, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { temporaryService } from "../support/services.ts";

/** An experiment with its run groups, of which only some have runs. */
interface Experiment {
  readonly facts: Facts;
  readonly groups: readonly (Facts & { readonly hasRun: boolean })[];
}

interface Facts {
  readonly displayName: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

const WORD = fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/);
const FACTS = {
  displayName: WORD,
  description: fc.stringMatching(/^[a-z ]{0,20}$/),
  tags: fc.dictionary(WORD, WORD, { maxKeys: 3 }),
};
const EXPERIMENT: fc.Arbitrary<Experiment> = fc.record({
  facts: fc.record(FACTS),
  groups: fc.array(fc.record({ ...FACTS, hasRun: fc.boolean() }), { maxLength: 4 }),
});

Deno.test("an experiment arrives with what describes it, its tags, and its run groups, empty ones too", async () => {
  await fc.assert(
    fc.asyncProperty(EXPERIMENT, async (experiment) => {
      await using near = await temporaryService();
      await using far = await temporaryService();
      const [from, to] = [await serviceSession(near), await serviceSession(far)];
      await create(from, experiment);
      await syncRuns({ from, to });
      assertEquals(await describe(to), await describe(from));
    }),
    { numRuns: 8 },
  );
});

async function create({ sagemaker, ...session }: Session, { facts, groups }: Experiment) {
  const ExperimentName = "whole";
  const { displayName, description, tags } = facts;
  await sagemaker.call("CreateExperiment", {
    ExperimentName,
    DisplayName: displayName,
    ...(description === "" ? {} : { Description: description }),
    Tags: toTags(tags),
  });
  for (const [index, group] of groups.entries()) {
    const TrialName = `group-${index}`;
    await sagemaker.call("CreateTrial", {
      ExperimentName,
      TrialName,
      DisplayName: group.displayName,
      Tags: toTags(group.tags),
    });
    if (!group.hasRun) continue;
    const names = { experimentName: ExperimentName, runGroupName: TrialName };
    const whole = { sagemaker, ...session };
    await withRun({ ...names, runName: `run-${index}`, session: whole }, () => {});
  }
}

function toTags(tags: Facts["tags"]): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What a session has of the experiment: everything but times and the runs themselves. */
async function describe({ sagemaker }: Session): Promise<unknown> {
  const tagsOf = async (ResourceArn: string | undefined) => {
    const { Tags = [] } = await sagemaker.call("ListTags", { ResourceArn });
    return Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort();
  };
  const found = await sagemaker.call("DescribeExperiment", { ExperimentName: "whole" });
  const { TrialSummaries = [] } = await sagemaker.call("ListTrials", { ExperimentName: "whole" });
  const groups = TrialSummaries.map(async ({ TrialName, TrialArn, DisplayName }) => {
    const { TrialComponentSummaries = [] } = await sagemaker
      .call("ListTrialComponents", { TrialName });
    const runs = TrialComponentSummaries.map(({ TrialComponentName }) => TrialComponentName);
    return { TrialName, DisplayName, runs, tags: await tagsOf(TrialArn) };
  });
  return {
    displayName: found.DisplayName,
    description: found.Description,
    tags: await tagsOf(found.ExperimentArn),
    groups: (await Promise.all(groups)).sort((a, b) =>
      String(a.TrialName) < String(b.TrialName) ? -1 : 1
    ),
  };
}
