import * as main from "../../mod.ts";
import * as evals from "../../src/evals.ts";
import { all, type AllOptions, type Subject } from "./subject.ts";
import type { Recorded } from "./recorded.ts";

type Subjects = Readonly<Record<string, Subject>>;
type Every<Options> = { readonly [Name in keyof Required<Options>]: Options[Name] };

const RUN: AllOptions = all<main.RunReference>({
  experimentName: "e",
  runName: "r",
  trialComponentName: "e-r",
  arn: undefined,
});

/** A signal that stays quiet. */
const signal = new AbortController().signal;

function requestOptions({ session }: Recorded): Every<main.RequestOptions> {
  return { session, signal };
}

/** Functions that read recorded runs. */
export function readingSubjects(recorded: Recorded): Subjects {
  const request = requestOptions(recorded);
  const listing: Every<main.ListingOptions> = { ...request, maxResults: 5, nextToken: undefined };
  const search: Every<main.SearchRunsOptions> = {
    ...listing,
    experimentName: "e",
    // Typed as the library's own callers write it; every key is one that the filter knows.
    where: { and: [{ status: "Completed" }], or: [{ "metrics.loss.min": { lt: 1 } }] },
    createdAfter: new Date(0),
    createdBefore: new Date(4e12),
    includeArchived: true,
    sortBy: "creationTime",
    sortOrder: "ascending",
  };
  const open: Every<main.OpenArtifactOptions> = {
    ...request,
    direction: "output",
    artifactBucketOwner: undefined,
  };
  return {
    readCases: {
      given: {
        run: RUN,
        options: all<evals.ReadCasesOptions>({ ...request, name: "cases.jsonl" }),
      },
      call: evals.readCases,
    },
    listRuns: {
      given: { options: all<main.ListRunsOptions>({ ...search, experimentName: "e" }) },
      call: main.listRuns,
    },
    searchRuns: {
      given: {
        options: all<main.SearchRunsOptions>({
          ...search,
          where: filterOf(search.where) as never,
        }),
      },
      call: main.searchRuns,
    },
    getBestRun: {
      given: {
        options: all<main.GetBestRunOptions>({
          ...request,
          experimentName: "e",
          metric: "loss",
          goal: "minimize",
          statistic: "last",
          where: undefined,
        }),
      },
      call: main.getBestRun,
    },
    getRun: { given: { run: RUN, options: all<main.RequestOptions>(request) }, call: main.getRun },
    getExperiment: {
      given: { options: all<main.ExperimentOptions>({ ...request, experimentName: "e" }) },
      call: main.getExperiment,
    },
    listExperiments: {
      given: { options: all<main.ListingOptions>(listing) },
      call: main.listExperiments,
    },
    listRunGroups: {
      given: { options: all<main.ListRunGroupsOptions>({ ...listing, experimentName: "e" }) },
      call: main.listRunGroups,
    },
    getMetricHistory: {
      given: {
        run: RUN,
        metricName: "loss",
        options: all<main.MetricHistoryOptions>({
          ...request,
          by: "point",
          statistic: "last",
          startStep: 0,
          endStep: 5,
        }),
      },
      call: main.getMetricHistory,
    },
    getDownsampledHistory: {
      given: {
        run: RUN,
        metricName: "loss",
        options: all<main.DownsampledHistoryOptions>({
          ...request,
          columns: 100,
          xAxis: "step",
          window: { from: 0, to: 5 },
        }),
      },
      call: main.getDownsampledHistory,
    },
    openArtifact: {
      given: { run: RUN, name: "a", options: all<main.OpenArtifactOptions>(open) },
      call: main.openArtifact,
    },
    downloadArtifact: {
      given: {
        run: RUN,
        name: "a",
        path: `${recorded.folder}/download`,
        options: all<main.DownloadArtifactOptions>({ ...open, onProgress: () => {} }),
      },
      call: main.downloadArtifact,
      textless: { path: "a text is a file that would be written" },
    },
    getLineage: {
      given: {
        run: RUN,
        options: all<main.LineageOptions>({
          ...request,
          direction: "descendants",
          depth: 3,
          maxEntities: 16,
          nextToken: undefined,
        }),
      },
      call: main.getLineage,
    },
    listGraphs: {
      given: { run: RUN, options: all<main.ListingOptions>(listing) },
      call: main.listGraphs,
    },
    readGraph: {
      given: { run: RUN, graph: "title", options: all<main.RequestOptions>(request) },
      call: main.readGraph,
    },
    toHistoryTable: {
      given: {
        histories: {
          r: [{
            kind: "step",
            metricName: "loss",
            statistic: "last",
            steps: Float64Array.of(1),
            values: Float64Array.of(1),
          }],
        },
      },
      call: main.toHistoryTable,
    },
  };
}

function filterOf(where: main.RunFilter | undefined): AllOptions {
  return all<Record<string, unknown>>({
    ...where,
    status: undefined,
    runName: { contains: "r" },
    "parameters.lr": { gte: 0 },
    "tags.team": undefined,
    startTime: { gt: new Date(0) },
  });
}

/** Functions that change recorded runs, or start some. */
export function changingSubjects(recorded: Recorded): Subjects {
  const request = requestOptions(recorded);
  const deletion: Every<main.DeleteOptions> = {
    ...request,
    dryRun: true,
    deleteFiles: true,
    deleteLineage: true,
  };
  return {
    updateRun: {
      given: {
        run: RUN,
        changes: all<main.RunChanges>({
          displayName: "display",
          description: "description",
          notes: "notes",
          tags: { team: "a" },
          parameters: { lr: 1 },
        }),
        options: all<main.RequestOptions>(request),
      },
      call: main.updateRun,
    },
    archiveRun: {
      given: { run: RUN, options: all<main.RequestOptions>(request) },
      call: main.archiveRun,
    },
    restoreRun: {
      given: { run: RUN, options: all<main.RequestOptions>(request) },
      call: main.restoreRun,
    },
    closeStaleRuns: {
      given: {
        options: all<main.CloseStaleRunsOptions>({
          ...request,
          experimentName: "e",
          olderThanMs: 1e12,
          status: "Failed",
          dryRun: true,
        }),
      },
      call: main.closeStaleRuns,
    },
    deleteRun: {
      given: { run: RUN, options: all<main.DeleteOptions>(deletion) },
      call: main.deleteRun,
      untried: { "options.dryRun": "what deletes is tried without the recorded run" },
    },
    deleteExperiment: {
      given: {
        options: all<main.DeleteExperimentOptions>({ ...deletion, experimentName: "e" }),
      },
      call: main.deleteExperiment,
      untried: { "options.dryRun": "as above" },
    },
    deleteRunGroup: {
      given: {
        options: all<main.DeleteRunGroupOptions>({
          ...deletion,
          experimentName: "e",
          runGroupName: "Default-Run-Group-e",
        }),
      },
      call: main.deleteRunGroup,
      untried: { "options.dryRun": "as above" },
    },
    createExperiment: {
      given: {
        options: all<main.CreateExperimentOptions>({
          ...request,
          experimentName: "e",
          displayName: "display",
          description: "description",
        }),
      },
      call: main.createExperiment,
    },
    createRunGroup: {
      given: {
        options: all<main.RunGroupOptions>({
          ...request,
          experimentName: "e",
          runGroupName: "group",
        }),
      },
      call: main.createRunGroup,
    },
    associateJobs: {
      given: {
        run: { runGroupName: "Default-Run-Group-e" },
        options: all<main.AssociateJobsOptions>({ ...request, jobArns: [] }),
      },
      call: main.associateJobs,
    },
    sendJournal: {
      given: { options: all<main.SendJournalOptions>(request) },
      call: main.sendJournal,
    },
  };
}
