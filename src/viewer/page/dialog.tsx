/// <reference lib="dom" />
/**
 * Shows modal dialogs.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "./failure.tsx";

/** Properties of {@linkcode Dialog}. */
export interface DialogProps {
  /** Question to ask. */
  readonly title: string;
  /** Label of the button that accepts. */
  readonly action: string;
  /** Whether accepting destroys data. */
  readonly isDangerous?: boolean;
  /** Whether the button is enabled. */
  readonly isReady?: boolean;
  /** Called to accept. If it fails, the dialog stays open and shows the error. */
  readonly onAccept: () => Promise<void>;
  /** Called to close the dialog. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog with buttons to accept and to cancel. */
export function Dialog(props: DialogProps): JSX.Element {
  const { title, action, isDangerous = false, isReady = true, onAccept, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(() => dialog.current?.showModal(), []);
  const accept = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isBusy || !isReady) return;
    setBusy(true);
    onAccept().then(onClose, (error) => {
      setError(error);
      setBusy(false);
    });
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="dialog-title">
      <form onSubmit={accept}>
        <h2 id="dialog-title">{title}</h2>
        {props.children}
        {error !== undefined && <p class="failure" role="alert">{messageOf(error)}</p>}
        <div class="buttons">
          <button type="button" onClick={onClose}>Cancel</button>
          <button
            type="submit"
            class={isDangerous ? "danger" : "primary"}
            disabled={isBusy || !isReady}
          >
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
