/// <reference lib="dom" />
/**
 * The files of a run.
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

/** What the run used and made, to be looked at and kept. */
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
              {["Name", "Side", "Type", "Address"].map((title) => (
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

/** Artifacts of a run, those it made first. */
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
    return isBroken ? <p class="aside">This picture cannot be shown: download it.</p> : (
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
    : <p class="aside">Pictures (PNG, JPEG, WebP) and texts are shown here: download this file.</p>;
}

function Text({ query }: { readonly query: ArtifactQuery }): JSX.Element {
  const answer = useAnswer<TextFacts>(fileAddress("text", query));
  if (answer.state === "waiting") return <p class="waiting" role="status">Reading…</p>;
  if (answer.state === "failed") return <Failure error={answer.error} />;
  const { text, isCut } = answer.value;
  return (
    <>
      <pre class="preview" tabIndex={0}>{text}</pre>
      {isCut && <p class="aside">This is the beginning: download the file for all of it.</p>}
    </>
  );
}
