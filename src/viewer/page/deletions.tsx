/// <reference lib="dom" />
/**
 * Shows the dialogs that confirm a deletion and state its consequences.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Deletion } from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import { useWork } from "./answers.ts";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { order } from "./server.ts";

interface Closing {
  /** Called after the deletion. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** What a deletion removes beside the runs themselves. */
interface Extras {
  readonly deleteFiles: boolean;
  readonly deleteLineage: boolean;
}

const NO_EXTRAS: Extras = { deleteFiles: false, deleteLineage: false };

/** Asks for confirmation, and deletes runs. */
export function DeleteRuns(
  { experiment, runs, onDone, onClose }: Closing & {
    readonly experiment: string;
    readonly runs: readonly string[];
  },
): JSX.Element {
  const [extras, setExtras] = useState(NO_EXTRAS);
  const what = runs.length === 1 ? `run ${runs[0]}` : countText(runs.length, "run");
  const remove = async (): Promise<void> => {
    for (const runName of runs) {
      await order("delete-run", {
        experimentName: experiment,
        runName,
        ...extras,
        dryRun: false,
      });
    }
    onDone();
  };
  return (
    <Dialog
      title={`Delete ${what}?`}
      action="Delete"
      isDangerous
      onAccept={remove}
      onClose={onClose}
    >
      <p>Parameters, metrics and status are permanently deleted.</p>
      <ExtrasChoice chosen={extras} onChoose={setExtras} />
    </Dialog>
  );
}

/** Asks for confirmation, and deletes an experiment with its runs. */
export function DeleteExperiment(
  { experiment, onDone, onClose }: Closing & { readonly experiment: string },
): JSX.Element {
  const [extras, setExtras] = useState(NO_EXTRAS);
  const [typed, setTyped] = useState("");
  const about = { experimentName: experiment };
  const plan = useWork(
    () => order<Deletion>("delete-experiment", { ...about, ...NO_EXTRAS, dryRun: true }),
    experiment,
  );
  const remove = async (): Promise<void> => {
    await order("delete-experiment", { ...about, ...extras, dryRun: false });
    onDone();
  };
  return (
    <Dialog
      title={`Delete experiment ${experiment}?`}
      action="Delete"
      isDangerous
      isReady={typed === experiment && plan.state === "there"}
      onAccept={remove}
      onClose={onClose}
    >
      {plan.state === "waiting" && <p role="status">Checking what will be deleted…</p>}
      {plan.state === "failed" && <Failure error={plan.error} />}
      {plan.state === "there" && (
        <p>
          {`This permanently deletes ${countText(plan.value.runs.length, "run")} in ${
            countText(plan.value.runGroups.length, "run group")
          }.`}
        </p>
      )}
      <ExtrasChoice chosen={extras} onChoose={setExtras} />
      <label class="field">
        {`Type ${experiment} to confirm`}
        <input
          value={typed}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
    </Dialog>
  );
}

function ExtrasChoice(
  { chosen, onChoose }: {
    readonly chosen: Extras;
    readonly onChoose: (chosen: Extras) => void;
  },
): JSX.Element {
  const choice = (name: keyof Extras, label: string): JSX.Element => (
    <label class="choice">
      <input
        type="checkbox"
        checked={chosen[name]}
        onChange={(event) => onChoose({ ...chosen, [name]: event.currentTarget.checked })}
      />
      {label}
    </label>
  );
  return (
    <>
      {choice("deleteFiles", "Also delete the runs' own files in S3")}
      {choice("deleteLineage", "Also delete lineage: links, and graph artifacts nothing else uses")}
    </>
  );
}
