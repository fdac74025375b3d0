/// <reference lib="dom" />
/**
 * Questions that stand before everything else until they are answered.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "./failure.tsx";

/** What a dialog is made of. */
export interface DialogProps {
  /** What is asked. */
  readonly title: string;
  /** The word on the button that goes on. */
  readonly action: string;
  /** Whether going on destroys something. */
  readonly isDangerous?: boolean;
  /** Whether the button may be pressed. */
  readonly isReady?: boolean;
  /** Goes on; the dialog stays, and says why, when it fails. */
  readonly onAccept: () => Promise<void>;
  /** Called when the dialog is to go away. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog with a way on and a way out. */
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
