/// <reference lib="dom" />
/**
 * Shows the name, status and details of a run, and its actions.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { durationOf, titleOf } from "../../text/run_values.ts";
import { durationText, localText } from "../../text/times.ts";
import type { RunFacts } from "../wire.ts";
import { goTo } from "./address.ts";
import { DeleteRuns } from "./deletions.tsx";
import { Dialog } from "./dialog.tsx";
import { messageOf } from "./failure.tsx";
import { order } from "./server.ts";
import { Status } from "./status.tsx";

interface HeadProps {
  readonly run: RunFacts;
  /** Called after the run has changed. */
  readonly onChange: () => void;
}

/** The head of a run's page. */
export function RunHead({ run, onChange }: HeadProps): JSX.Element {
  const { experimentName, runName, isArchived } = run;
  const [asked, setAsked] = useState<"edit" | "delete">();
  const [error, setError] = useState<unknown>();
  const close = (): void => setAsked(undefined);
  const archive = (): void => {
    setError(undefined);
    order("archive", { experimentName, runName, isArchived: !isArchived }).then(onChange, setError);
  };
  return (
    <>
      <div class="bar">
        <h1 tabIndex={-1}>{titleOf(run)}</h1>
        <Status run={run} />
        <span class="fill" />
        <button type="button" class="quiet" onClick={() => setAsked("edit")}>Edit…</button>
        <button type="button" class="quiet" onClick={archive}>
          {isArchived ? "Restore" : "Archive"}
        </button>
        <button type="button" class="quiet" onClick={() => setAsked("delete")}>Delete…</button>
      </div>
      {error !== undefined && <p class="failure" role="alert">{messageOf(error)}</p>}
      <Facts run={run} />
      {asked === "edit" && <EditRun run={run} onChange={onChange} onClose={close} />}
      {asked === "delete" && (
        <DeleteRuns
          experiment={experimentName}
          runs={[runName]}
          onDone={() => goTo({ experiment: experimentName })}
          onClose={close}
        />
      )}
    </>
  );
}

function Facts({ run }: { readonly run: RunFacts }): JSX.Element {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Run", titleOf(run) === run.runName ? undefined : run.runName],
    ["Started", localText(run.startTime)],
    ["Ended", localText(run.endTime)],
    ["Duration", durationText(durationOf(run))],
    ["Message", run.statusMessage],
    ["Commit", run.commit],
    ["Repository", run.repository],
    ["Tags", Object.entries(run.tags).map(([key, value]) => `${key}=${value}`).join(", ")],
    ["Description", run.description],
    ["Notes", run.notes],
  ];
  return (
    <dl class="facts">
      {facts.filter(([, text]) => text !== undefined && text !== "").map(([name, text]) => (
        <div key={name} class={name === "Notes" || name === "Description" ? "wide" : ""}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function EditRun(
  { run, onChange, onClose }: HeadProps & { readonly onClose: () => void },
): JSX.Element {
  const [displayName, setDisplayName] = useState(titleOf(run));
  const [description, setDescription] = useState(run.description ?? "");
  const [notes, setNotes] = useState(run.notes ?? "");
  const save = async (): Promise<void> => {
    const { experimentName, runName } = run;
    await order("update", {
      experimentName,
      runName,
      description,
      notes,
      ...(displayName === titleOf(run) ? {} : { displayName }),
    });
    onChange();
  };
  return (
    <Dialog title={`Edit ${run.runName}`} action="Save" onAccept={save} onClose={onClose}>
      <label class="field">
        Display name
        <input
          value={displayName}
          onInput={(event) => setDisplayName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Description
        <input
          value={description}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Notes
        <textarea
          rows={6}
          value={notes}
          onInput={(event) => setNotes(event.currentTarget.value)}
        />
      </label>
    </Dialog>
  );
}
