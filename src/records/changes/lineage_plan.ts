/**
 * Plans the deletion of a run's lineage: its associations, and the artifacts that nothing else uses.
 *
 * @module
 */
import type { AssociationSummary } from "@aws-sdk/client-sagemaker";
import type { CallOptions } from "../../session/caller.ts";
import { allItems } from "../../session/pages.ts";
import type { Session } from "../../session/session.ts";

/** One part of lineage that a deletion takes away. */
export type LineageStep =
  | {
    readonly kind: "association";
    /** ARN of the association's source. */
    readonly SourceArn: string;
    /** ARN of the association's destination. */
    readonly DestinationArn: string;
  }
  | { readonly kind: "lineageArtifact"; readonly artifactArn: string };

/** Plans deletions of lineage, each after those that it depends on. */
export class LineagePlan {
  readonly #sagemaker: Session["sagemaker"];
  readonly #options: CallOptions;
  /** Associations deleted by this plan. An artifact that only deleted runs used is unused. */
  readonly #unlinked = new Set<string>();

  constructor({ sagemaker }: Session, options: CallOptions) {
    this.#sagemaker = sagemaker;
    this.#options = options;
  }

  /**
   * Returns the steps that delete the lineage of a run. Associations with other runs and with
   * contexts stay.
   *
   * @param arn ARN of the run's trial component
   */
  async *stepsOf(arn: string): AsyncGenerator<LineageStep, void, undefined> {
    for (const { SourceArn = "", DestinationArn = "" } of await this.#associations(arn)) {
      // As in the service, ARNs compare without regard to case.
      const isSource = SourceArn.toLowerCase() === arn.toLowerCase();
      const artifactArn = isSource ? DestinationArn : SourceArn;
      if (!/:artifact\//i.test(artifactArn)) continue;
      this.#unlinked.add(keyOf({ SourceArn, DestinationArn }));
      yield { kind: "association", SourceArn, DestinationArn };
      if (!await this.#isUsed(artifactArn)) yield { kind: "lineageArtifact", artifactArn };
    }
  }

  async #isUsed(artifactArn: string): Promise<boolean> {
    const all = await this.#associations(artifactArn);
    return !all.every((one) => this.#unlinked.has(keyOf(one)));
  }

  async #associations(arn: string): Promise<readonly AssociationSummary[]> {
    const all: AssociationSummary[] = [];
    for (const end of [{ SourceArn: arn }, { DestinationArn: arn }]) {
      const found = allItems(async (token) => {
        const query = { ...end, MaxResults: 100, ...token };
        const page = await this.#sagemaker.call("ListAssociations", query, this.#options);
        return { items: page.AssociationSummaries, nextToken: page.NextToken };
      });
      for await (const one of found) all.push(one);
    }
    return all;
  }
}

function keyOf({ SourceArn, DestinationArn }: AssociationSummary): string {
  return `${SourceArn} ${DestinationArn}`;
}
