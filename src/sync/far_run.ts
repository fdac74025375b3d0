/**
 * Creates and updates the component of one run at the destination. If the destination rejects
 * entries, the others arrive.
 *
 * @module
 */
import type { UpdateTrialComponentRequest } from "@aws-sdk/client-sagemaker";
import type { RunRecord } from "../records/runs/record.ts";
import { RUN_TAG } from "../rules/names.ts";
import { type Change, toMembers } from "../run/entries.ts";
import { isLimitExceeded, isRefusal } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import { sendApart } from "../session/send_apart.ts";
import type { Session } from "../session/session.ts";
import type { DestinationRun, RunContent } from "./destination.ts";
import { removalsOf, type RunMembers } from "./members.ts";
import { MESSAGE, type RefusedEntry, refusedEntry } from "./refused.ts";

type Sagemaker = Session["sagemaker"];

/** Members of the source run that are no members of the request. */
export type FarOrigin = Pick<RunRecord, "trialComponentName" | "commit" | "repository">;

/** One run of a session. */
export class FarRun {
  readonly #near: FarOrigin;
  readonly #sagemaker: Sagemaker;
  readonly #name: string;
  readonly #onApart: () => Promise<void>;
  readonly #options: CallOptions;
  /** Entries that the destination rejects. */
  readonly refused: RefusedEntry[] = [];

  /**
   * @param near The run at the source
   * @param onApart Called before the run is written in several requests
   */
  constructor(
    sagemaker: Sagemaker,
    near: FarOrigin,
    onApart: () => Promise<void>,
    options: CallOptions,
  ) {
    this.#sagemaker = sagemaker;
    this.#near = near;
    this.#name = near.trialComponentName;
    this.#onApart = onApart;
    this.#options = options;
  }

  /** A bucket takes files before the run exists. */
  async prepare(): Promise<void> {}

  /** Everything has been written. */
  async finish(): Promise<void> {}

  /**
   * Creates the run with its tags.
   *
   * @returns The ARN of the run's component
   */
  async create({ members, tags }: RunContent): Promise<string> {
    const { commit, repository } = this.#near;
    const metadata = {
      ...(commit === undefined ? {} : { CommitId: commit }),
      ...(repository === undefined ? {} : { Repository: repository }),
    };
    const hasMetadata = Object.keys(metadata).length > 0;
    const withMetadata = hasMetadata ? { MetadataProperties: metadata } : {};
    try {
      return await this.#create({ ...members, ...withMetadata, Tags: toTags(tags) });
    } catch (error) {
      if (!isContentRefused(error)) throw error;
    }
    await this.#onApart();
    const arn = await this.#createBare(members, metadata);
    await this.#updateApart(members, {});
    await this.#addTags(arn, tags);
    return arn;
  }

  /** Replaces the members of the run. */
  async update({ members }: RunContent, far: RunRecord): Promise<void> {
    const removals = removalsOf(far, members);
    try {
      await this.#update({ ...members, ...removals });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#onApart();
      await this.#updateApart(members, removals);
    }
  }

  /** Sets the changed tags, and deletes those that are gone. */
  async changeTags(
    arn: string,
    changed: Readonly<Record<string, string>>,
    gone: readonly string[],
  ): Promise<void> {
    await this.#addTags(arn, changed);
    if (gone.length === 0) return;
    const request = { ResourceArn: arn, TagKeys: [...gone] };
    await this.#sagemaker.call("DeleteTags", request, this.#options);
  }

  async #addTags(ResourceArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const refused: (readonly [name: string, value: string, error: unknown])[] = [];
    await sendApart(Object.entries(tags), {
      send: async (some) => {
        const Tags = toTags(Object.fromEntries(some));
        await this.#sagemaker.call("AddTags", { ResourceArn, Tags }, this.#options);
      },
      isRefusal,
      onRefused: ([name, value], error) => refused.push([name, value, error]),
    });
    for (const [name, value, error] of refused) await this.#note("Tags", name, value, error);
  }

  async #create(content: object): Promise<string> {
    const request = { TrialComponentName: this.#name, ...content };
    const { TrialComponentArn = "" } = await this.#sagemaker
      .call("CreateTrialComponent", request, this.#options);
    return TrialComponentArn;
  }

  /** Creates the run without entries and, if need be, without its metadata. */
  async #createBare(
    { DisplayName, Status, StartTime, EndTime }: RunMembers,
    metadata: Readonly<Record<string, string>>,
  ): Promise<string> {
    const bare = {
      DisplayName,
      ...(Status === undefined ? {} : { Status: { PrimaryStatus: Status.PrimaryStatus } }),
      ...(StartTime === undefined ? {} : { StartTime }),
      ...(EndTime === undefined ? {} : { EndTime }),
      Tags: [{ ...RUN_TAG }],
    };
    if (Object.keys(metadata).length === 0) return await this.#create(bare);
    try {
      return await this.#create({ ...bare, MetadataProperties: metadata });
    } catch (error) {
      if (!isContentRefused(error)) throw error;
      const arn = await this.#create(bare);
      for (const [name, value] of Object.entries(metadata)) {
        await this.#note("Metadata", name, value, error);
      }
      return arn;
    }
  }

  /** Updates the run itself, and then its entries, as far as they are admitted. */
  async #updateApart(
    members: RunMembers,
    removals: Partial<UpdateTrialComponentRequest>,
  ): Promise<void> {
    const { Parameters, InputArtifacts, OutputArtifacts, Status, ...base } = members;
    const status = Status === undefined ? {} : { Status };
    try {
      await this.#update({ ...base, ...status, ...removals });
    } catch (error) {
      if (!isRefusal(error) || Status?.Message === undefined) throw error;
      await this.#update({ ...base, Status: { PrimaryStatus: Status.PrimaryStatus }, ...removals });
      await this.#note("Status", MESSAGE, Status.Message, error);
    }
    const changes: readonly Change[] = [
      ...entries("Parameters", Parameters),
      ...entries("InputArtifacts", InputArtifacts),
      ...entries("OutputArtifacts", OutputArtifacts),
    ];
    const refused: { readonly change: Change; readonly error: unknown }[] = [];
    await sendApart(changes, {
      send: (some) => this.#update(toMembers(some)),
      isRefusal,
      onRefused: (change, error) => refused.push({ change, error }),
    });
    for (const { change, error } of refused) {
      await this.#note(change.member, change.name, change.value, error);
    }
  }

  async #update(content: Partial<UpdateTrialComponentRequest>): Promise<void> {
    const request = { TrialComponentName: this.#name, ...content };
    await this.#sagemaker.call("UpdateTrialComponent", request, this.#options);
  }

  async #note(
    member: RefusedEntry["member"],
    name: string,
    value: unknown,
    error: unknown,
  ): Promise<void> {
    this.refused.push(await refusedEntry(member, name, value, error));
  }
}

/** One run of a session, with its files. */
export class FarRunWithFiles extends FarRun implements DestinationRun {
  /** Stores a file. */
  readonly putFile: DestinationRun["putFile"];

  /** @param putFile Stores a file */
  constructor(
    putFile: DestinationRun["putFile"],
    ...rest: ConstructorParameters<typeof FarRun>
  ) {
    super(...rest);
    this.putFile = putFile;
  }
}

function entries<Member extends Change["member"], Value>(
  member: Member,
  values: Readonly<Record<string, Value>>,
): { readonly member: Member; readonly name: string; readonly value: Value }[] {
  return Object.entries(values).map(([name, value]) => ({ member, name, value }));
}

function toTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** A full account rejects no content, so that a part of it would not help. */
function isContentRefused(error: unknown): boolean {
  return isRefusal(error) && !isLimitExceeded(error);
}
