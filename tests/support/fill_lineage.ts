/** A store's lineage: a run, an action and a context that are linked, among many others. */
import type { LocalStore } from "../../src/local/store/store.ts";

/** Beginning of every ARN. */
export const PREFIX = "arn:aws:sagemaker:local:000000000000:";

const RUN = `${PREFIX}experiment-trial-component/run`;
const [USED, OF_RUN] = [`${PREFIX}artifact/used`, `${PREFIX}artifact/of-run`];
const [ACTION, CONTEXT] = [`${PREFIX}action/deploy`, `${PREFIX}context/endpoint`];
const FREE = `${PREFIX}artifact/free`;

/** Writes the lineage, with so many other associations and artifacts. */
export async function fillLineage(store: LocalStore, others: number): Promise<void> {
  const times = { created: 1, modified: 1 };
  await store.write(async ({ entities }) => {
    const link = async (SourceArn: string, DestinationArn: string): Promise<void> => {
      const key = `${SourceArn} ${DestinationArn}`;
      const body = { SourceArn, DestinationArn };
      await entities.put("association", { key, parent: SourceArn, ...times, body });
    };
    const artifact = async (key: string, ArtifactName: string): Promise<void> => {
      const body = { ArtifactName, ArtifactType: "Model", Source: { SourceUri: key } };
      await entities.put("artifact", { key, parent: key, ...times, body });
    };
    for (let index = 0; index < others; index++) {
      await artifact(`other${index}`, `other-${index}`);
      await link(`${PREFIX}artifact/other${index}`, `${PREFIX}artifact/other${others - index}`);
    }
    await artifact("used", "Used");
    await artifact("of-run", "of-run");
    await artifact("free", "free");
    const body = { TrialComponentName: "run" };
    await entities.put("component", { key: "run", parent: null, ...times, body });
    const Source = { SourceUri: "u" };
    const action = { ActionName: "deploy", ActionType: "Deployment", Source };
    await entities.put("action", { key: "deploy", parent: "u", ...times, body: action });
    const context = { ContextName: "endpoint", ContextType: "Endpoint", Source };
    await entities.put("context", { key: "endpoint", parent: "u", ...times, body: context });
    await link(USED, RUN);
    await link(OF_RUN, RUN);
    await link(USED, ACTION);
    await link(ACTION, CONTEXT);
  });
}

/** Calls that find lineage, and how each is rejected, if it is. The last ones delete all of it. */
export const LINEAGE_CALLS: readonly (
  readonly [operation: string, input: object, code: string | undefined]
)[] = [
  ["ListAssociations", { DestinationArn: RUN }, undefined],
  ["ListAssociations", { SourceArn: USED, DestinationArn: RUN }, undefined],
  ["QueryLineage", { StartArns: [CONTEXT], Direction: "Ascendants" }, undefined],
  ["QueryLineage", { StartArns: [RUN], IncludeEdges: true }, undefined],
  ["CreateArtifact", {
    ...{ ArtifactName: "USED", ArtifactType: "Model", Source: { SourceUri: "new" } },
  }, "ValidationException"],
  ["CreateArtifact", {
    ...{ ArtifactName: "new", ArtifactType: "Model", Source: { SourceUri: "new" } },
  }, undefined],
  ["UpdateArtifact", { ArtifactArn: FREE, ArtifactName: "used" }, "ValidationException"],
  ["UpdateArtifact", { ArtifactArn: USED, ArtifactName: "renamed" }, undefined],
  ["DeleteArtifact", { ArtifactArn: USED }, "ValidationException"],
  ["DeleteAction", { ActionName: "deploy" }, "ValidationException"],
  ["DeleteContext", { ContextName: "endpoint" }, "ValidationException"],
  ["DeleteTrialComponent", { TrialComponentName: "run" }, undefined],
  ["DeleteArtifact", { ArtifactArn: OF_RUN }, undefined],
  ["DeleteAssociation", { SourceArn: ACTION, DestinationArn: CONTEXT }, undefined],
  ["DeleteContext", { ContextName: "endpoint" }, undefined],
];

type Call = (
  operation: string,
  input: object,
) => Promise<{ readonly body: Readonly<Record<string, unknown>> }>;

/** The sources of the run's associations, in order. */
export async function linked(call: Call): Promise<readonly string[]> {
  const { body } = await call("ListAssociations", { DestinationArn: RUN });
  // As the answer's shape has it.
  const found = body["AssociationSummaries"] as readonly { readonly SourceArn: string }[];
  return found.map(({ SourceArn }) => SourceArn.slice(PREFIX.length)).sort();
}
