/// <reference lib="dom" />
/**
 * Shows the artifacts of a run, with previews and downloads of their files.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ArtifactDirection, ArtifactRecord } from "../../../mod.ts";
import type { ArtifactQuery, RunFacts, TextFacts } from "../wire.ts";
import { useAnswer } from "./answers.ts";
import { Failure } from "./failure.tsx";
import { fileAddress } from "./server.ts";

interface Artifact extends Omit<ArtifactRecord, "mediaType"> {
  readonly name: string;
  readonly direction: ArtifactDirection;
  readonly mediaType?: string | undefined;
}

/** The inputs and outputs of a run, to view and download. */
export function RunArtifacts({ run }: { readonly run: RunFacts }): JSX.Element | null {
  const [shown, setShown] = useState<string>();
  const artifacts = artifactsOf(run);
  if (artifacts.length === 0) return null;
  return (
    <section aria-labelledby="artifacts">
      <h2 id="artifacts">Artifacts</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Artifacts">
        <table class="plain">
          <thead>
            <tr>
              {["Name", "Direction", "Type", "Address"].map((title) => (
                <th key={title} scope="col">{title}</th>
              ))}
              <th scope="col">
                <span class="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {artifacts.map((artifact) => {
              const key = `${artifact.direction} ${artifact.name}`;
              return (
                <ArtifactRows
                  key={key}
                  run={run}
                  artifact={artifact}
                  isShown={shown === key}
                  onShow={() => setShown(shown === key ? undefined : key)}
                />
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Returns the artifacts of a run, outputs first. */
export function artifactsOf({ outputArtifacts, inputArtifacts }: RunFacts): readonly Artifact[] {
  const sides = [["output", outputArtifacts], ["input", inputArtifacts]] as const;
  return sides.flatMap(([direction, artifacts]) =>
    Object.entries(artifacts).map(([name, artifact]) => ({ ...artifact, name, direction }))
  );
}

function ArtifactRows(
  { run, artifact, isShown, onShow }: {
    readonly run: RunFacts;
    readonly artifact: Artifact;
    readonly isShown: boolean;
    readonly onShow: () => void;
  },
): JSX.Element {
  const { name, direction, mediaType, value } = artifact;
  const query = { experiment: run.experimentName, run: run.runName, direction, name };
  const isFile = value.startsWith("s3://") && !value.endsWith("/");
  return (
    <>
      <tr>
        <th scope="row">{name}</th>
        <td>{direction}</td>
        <td>{mediaType ?? ""}</td>
        <td class="address" title={value}>{value}</td>
        <td class="actions">
          {isFile && (
            <>
              <button
                type="button"
                class="quiet"
                aria-expanded={isShown}
                aria-label={`${isShown ? "Hide" : "Show"} ${name}`}
                onClick={onShow}
              >
                {isShown ? "Hide" : "Show"}
              </button>
              <a href={fileAddress("file", query)} download aria-label={`Download ${name}`}>
                Download
              </a>
            </>
          )}
        </td>
      </tr>
      {isShown && (
        <tr>
          <td colSpan={5}>
            <Preview query={query} mediaType={mediaType} />
          </td>
        </tr>
      )}
    </>
  );
}

function Preview(
  { query, mediaType = "" }: {
    readonly query: ArtifactQuery;
    readonly mediaType: string | undefined;
  },
): JSX.Element {
  const [isBroken, setBroken] = useState(false);
  if (/^image\/(png|jpeg|webp)$/.test(mediaType)) {
    return isBroken ? <p class="aside">No preview for this image. Download it instead.</p> : (
      <img
        class="preview"
        src={fileAddress("picture", query)}
        alt={query.name}
        onError={() => setBroken(true)}
      />
    );
  }
  const isText = /^text\/|[/+](json|xml|yaml|csv|x-ndjson|javascript)\b/.test(mediaType);
  return isText
    ? <Text query={query} />
    : <p class="aside">No preview for this file type. Download it instead.</p>;
}

function Text({ query }: { readonly query: ArtifactQuery }): JSX.Element {
  const answer = useAnswer<TextFacts>(fileAddress("text", query));
  if (answer.state === "waiting") return <p class="waiting" role="status">Loading…</p>;
  if (answer.state === "failed") return <Failure error={answer.error} />;
  const { text, isCut } = answer.value;
  return (
    <>
      <pre class="preview" tabIndex={0}>{text}</pre>
      {isCut && <p class="aside">Preview truncated. Download the full file.</p>}
    </>
  );
}
