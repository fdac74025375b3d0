/**
 * Removing a run's lineage: its associations, and the artifacts that nothing else uses. Browser-safe.
 *
 * @module
 */
import type { AssociationSummary } from "@aws-sdk/client-sagemaker";
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import { allItems } from "../../session/pages.ts";
import { persistently } from "../../session/retry.ts";
import type { Session } from "../../session/session.ts";

/** An association of a run with a lineage artifact. */
interface LineageLink {
  /** The artifact at the far end. */
  readonly artifactArn: string;
  /** Where the association begins. */
  readonly SourceArn: string;
  /** Where it ends. */
  readonly DestinationArn: string;
}

/** Deletes associations and artifacts, until each is gone. */
export class LineageRemoval {
  readonly #sagemaker: Session["sagemaker"];
  readonly #options: CallOptions;
  readonly #dryRun: boolean;
  /** Associations that are gone, or would be: an artifact of two deleted runs is nobody's. */
  readonly #unlinked = new Set<string>();

  constructor({ sagemaker }: Session, options: CallOptions, dryRun: boolean) {
    this.#sagemaker = sagemaker;
    this.#options = options;
    this.#dryRun = dryRun;
  }

  /**
   * Deletes the lineage of a run.
   *
   * @param arn The ARN of its trial component
   * @returns The ARNs of the artifacts that were deleted, or would be
   */
  async remove(arn: string): Promise<readonly string[]> {
    const deleted: string[] = [];
    for (const link of await this.#links(arn)) {
      await this.#unlink(link);
      if (await this.#isUsed(link.artifactArn)) continue;
      await this.#deleteArtifact(link.artifactArn);
      deleted.push(link.artifactArn);
    }
    return deleted;
  }

  /** The associations of a run with artifacts; those with other runs and contexts stay. */
  async #links(arn: string): Promise<readonly LineageLink[]> {
    return (await this.#associations(arn)).flatMap(({ SourceArn = "", DestinationArn = "" }) => {
      // ARNs are told apart without regard to case, as the service does.
      const isSource = SourceArn.toLowerCase() === arn.toLowerCase();
      const artifactArn = isSource ? DestinationArn : SourceArn;
      return /:artifact\//i.test(artifactArn) ? [{ artifactArn, SourceArn, DestinationArn }] : [];
    });
  }

  async #isUsed(artifactArn: string): Promise<boolean> {
    const all = await this.#associations(artifactArn);
    return !all.every((one) => this.#unlinked.has(keyOf(one)));
  }

  async #unlink({ SourceArn, DestinationArn }: LineageLink): Promise<void> {
    const ends = { SourceArn, DestinationArn };
    this.#unlinked.add(keyOf(ends));
    await this.#send(() => this.#sagemaker.call("DeleteAssociation", ends, this.#options));
  }

  async #deleteArtifact(ArtifactArn: string): Promise<void> {
    await this.#send(() => this.#sagemaker.call("DeleteArtifact", { ArtifactArn }, this.#options));
  }

  /** Sends a deletion until it is through. */
  async #send(send: () => Promise<unknown>): Promise<void> {
    if (this.#dryRun) return;
    try {
      await persistently(send, this.#options.signal);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
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
