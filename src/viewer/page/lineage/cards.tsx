/// <reference lib="dom" />
/**
 * Shows entities of a lineage as cards, with the types of their associations.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { LineageEntityFacts } from "../../wire.ts";
import { Link } from "../link.tsx";
import { Details } from "./details.tsx";
import type { Card, CardLink, ReadOn } from "./graph.ts";
import { MoreButton } from "./more_button.tsx";
import type { RecordedFile } from "./recorded_files.ts";

const WORDS = {
  run: "Run",
  artifact: "Artifact",
  action: "Action",
  context: "Context",
  other: "Entity",
} as const;

/** An artifact, an action, a context or another run. */
export function EntityCard(
  { card: { entity, links, more }, distance, onReadOn }: {
    readonly card: Card;
    /** Number of associations from the run: before it if less than 0. */
    readonly distance: number;
    readonly onReadOn: (from: ReadOn) => Promise<void>;
  },
): JSX.Element {
  const side = distance < 0 ? "before" : "after";
  return (
    <li class={`card ${entity.kind} ${side}`} data-arn={entity.arn}>
      <div class="body">
        <span class="aside">{kindOf(entity)}</span>
        {entity.run ? <RunName entity={entity} run={entity.run} /> : <OpenName entity={entity} />}
        {more && (
          <MoreButton
            label={`More ${side} ${entity.name}`}
            text={`More ${side}`}
            onPress={() => onReadOn(more)}
          />
        )}
      </div>
      {links.length > 0 && (
        <ul class="links" aria-label="Associations">
          {links.map((link) => <Association key={`${link.isSource} ${link.other}`} link={link} />)}
        </ul>
      )}
    </li>
  );
}

/** Code, or a file or value, that the run itself records. */
export function FileCard({ file }: { readonly file: RecordedFile }): JSX.Element {
  return (
    <li class={`card file ${file.distance < 0 ? "before" : "after"}`}>
      <div class="body">
        <span class="aside">{[file.kind, file.detail].filter(Boolean).join(" · ")}</span>
        <span class="name" title={file.name}>{file.name}</span>
      </div>
    </li>
  );
}

function kindOf({ kind, type }: LineageEntityFacts): string {
  // Every run that no job made has this type.
  const isPlain = type === undefined || type === "TrialComponent";
  return isPlain ? WORDS[kind] : `${WORDS[kind]} · ${type}`;
}

function RunName(
  { entity, run }: {
    readonly entity: LineageEntityFacts;
    readonly run: { readonly experimentName: string; readonly runName: string };
  },
): JSX.Element {
  const { experimentName, runName } = run;
  return (
    <>
      <Link to={{ experiment: experimentName, run: runName }} class="name">{entity.name}</Link>
      <span class="aside">{experimentName}</span>
      <StatusWord entity={entity} />
    </>
  );
}

/** The name of an entity, as a button that shows its details. */
function OpenName({ entity }: { readonly entity: LineageEntityFacts }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class="name"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={entity.name}
        onClick={() => setOpen(!isOpen)}
      >
        {entity.name}
      </button>
      <StatusWord entity={entity} />
      {isOpen && <Details id={id} entity={entity} />}
    </>
  );
}

function StatusWord(
  { entity: { status } }: { readonly entity: LineageEntityFacts },
): ComponentChildren {
  return status === undefined ? null : <span class={`status ${status}`}>{wordsOf(status)}</span>;
}

/** Returns a status, such as `InProgress`, as words. */
function wordsOf(status: string): string {
  return status.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** An association. A curve leads to the other entity if it is in the next column. */
function Association(
  { link: { type = "associated", other, name, isSource, isDrawn } }: { readonly link: CardLink },
): JSX.Element {
  return (
    <li class={isDrawn ? "drawn" : ""} data-other={isDrawn ? other : undefined}>
      {type}
      <span class="other">
        <span aria-hidden="true">{isSource ? " → " : " ← "}</span>
        <span class="hidden">{isSource ? " to " : " from "}</span>
        {name}
      </span>
    </li>
  );
}
