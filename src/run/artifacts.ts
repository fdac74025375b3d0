/**
 * Records artifacts of a run: values, and files that have been uploaded.
 *
 * @module
 */
import {
  admittedType,
  type ArtifactDirection,
  artifactFlaws,
  artifactName,
  artifactValue,
} from "../rules/artifact.ts";
import { ARTIFACT_COUNT } from "../rules/limits.ts";
import type { RunComponent } from "./component.ts";
import type { RunProblems } from "./problems.ts";

/** An artifact as it was logged. */
export interface LoggedArtifact {
  readonly name: string;
  readonly value: string;
  readonly mediaType: string | undefined;
}

/** The artifacts of one open run. */
export class RunArtifacts {
  readonly #component: RunComponent;
  readonly #problems: RunProblems;

  /**
   * @param component Trial component that holds the artifacts
   * @param problems Receives what does not fit
   */
  constructor(component: RunComponent, problems: RunProblems) {
    this.#component = component;
    this.#problems = problems;
  }

  /** Checks whether the run has an artifact of that name. */
  has(direction: ArtifactDirection, name: string): boolean {
    return this.#component.hasArtifact(direction, artifactName(name));
  }

  /**
   * Reports the parts of an artifact that will not be kept whole.
   *
   * @throws {ArgumentError} If there is such a part and the run is strict
   */
  check(direction: ArtifactDirection, artifact: LoggedArtifact): void {
    if (this.#hasRoom(direction, artifact.name, undefined)) this.#checkForm(artifact);
  }

  /**
   * Reports the parts of a file's artifact that will not be kept whole, before the upload. A file for
   * which the run has no room is still stored. Its address is never too long: keys are short.
   *
   * @throws {ArgumentError} If there is such a part and the run is strict
   */
  checkFile(direction: ArtifactDirection, name: string, mediaType: string | undefined): void {
    const kept = "its file is stored, but the run does not list it";
    if (this.#hasRoom(direction, name, kept)) this.#checkForm({ name, value: "", mediaType });
  }

  /**
   * Reports a file of a folder that is omitted.
   *
   * @param name Name of the folder and path in it
   * @param rule The broken rule, as a phrase that follows "must"
   * @throws {ArgumentError} If the run is strict
   */
  omitFile(name: string, rule: string): void {
    this.#problems.note({ kind: "artifact", name, argument: "file", value: name, rule });
  }

  /** Records a checked artifact, if the run has room for it. */
  record(direction: ArtifactDirection, { name, value, mediaType }: LoggedArtifact): void {
    const stored = artifactName(name);
    if (!this.#component.hasRoom(direction, stored)) return;
    this.#component.setArtifact(direction, stored, {
      Value: artifactValue(value),
      ...(mediaType === undefined ? {} : { MediaType: admittedType(mediaType) }),
    });
  }

  #checkForm(artifact: LoggedArtifact): void {
    const { name, value, mediaType } = artifact;
    for (const { argument, rule, kept } of artifactFlaws(name, value, mediaType)) {
      const given = artifact[argument];
      this.#problems.note({ kind: "artifact", name, argument, value: given, rule, kept });
    }
  }

  #hasRoom(direction: ArtifactDirection, name: string, kept: string | undefined): boolean {
    if (this.#component.hasRoom(direction, artifactName(name))) return true;
    const rule = `be one of at most ${ARTIFACT_COUNT} ${direction} artifacts of a run`;
    this.#problems.note({ kind: "artifact", name, argument: "name", value: name, rule, kept });
    return false;
  }
}
