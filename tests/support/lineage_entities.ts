import {
  AddAssociationCommand,
  type AssociationEdgeType,
  CreateActionCommand,
  CreateArtifactCommand,
  CreateContextCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { Session } from "../../mod.ts";

/** Creates lineage that the library itself does not record. */
export interface LineageRecorder {
  /** Creates an artifact, and gives its ARN. */
  artifact(
    name: string | undefined,
    type: string,
    uri?: string,
    properties?: Record<string, string>,
  ): Promise<string>;
  /** Creates an action, and gives its ARN. */
  action(name: string, type: string, facts?: ActionFacts): Promise<string>;
  /** Creates a context, and gives its ARN. */
  context(name: string, type: string, facts?: Omit<ActionFacts, "Status">): Promise<string>;
  /** Associates two entities. */
  link(source: string, destination: string, type?: AssociationEdgeType): Promise<void>;
}

/** What an action says beside its name and type. */
export interface ActionFacts {
  readonly Status?: "InProgress" | "Completed" | "Failed";
  readonly Description?: string;
  readonly Properties?: Record<string, string>;
}

/** A recorder over the client of a session. */
export async function lineageRecorder({ sagemaker }: Session): Promise<LineageRecorder> {
  const client = await sagemaker.client() as SageMakerClient;
  const source = { SourceUri: "s3://bucket/source", SourceType: "test" };
  return {
    async artifact(ArtifactName, ArtifactType, SourceUri = `s3://bucket/${ArtifactName}`, own) {
      const { ArtifactArn = "" } = await client.send(
        new CreateArtifactCommand({
          ...(ArtifactName === undefined ? {} : { ArtifactName }),
          ArtifactType,
          Source: { SourceUri },
          ...(own ? { Properties: own } : {}),
        }),
      );
      return ArtifactArn;
    },
    async action(ActionName, ActionType, facts = {}) {
      const action = { ActionName, ActionType, Source: source, ...facts };
      return (await client.send(new CreateActionCommand(action))).ActionArn ?? "";
    },
    async context(ContextName, ContextType, facts = {}) {
      const context = { ContextName, ContextType, Source: source, ...facts };
      return (await client.send(new CreateContextCommand(context))).ContextArn ?? "";
    },
    async link(SourceArn, DestinationArn, AssociationType) {
      const link = { SourceArn, DestinationArn, ...(AssociationType ? { AssociationType } : {}) };
      await client.send(new AddAssociationCommand(link));
    },
  };
}
