/// <reference lib="dom" />
/**
 * Shows errors, and the sign-in form.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ServerError, signIn } from "./server.ts";

/** An error message, or the sign-in form if the browser is not signed in. */
export function Failure({ error }: { readonly error: unknown }): JSX.Element {
  if (error instanceof ServerError && error.status === 401) return <SignIn />;
  return <p class="failure" role="alert">{messageOf(error)}</p>;
}

/** A view that failed to load. */
export function FailedPlace(
  { title, error }: { readonly title: string; readonly error: unknown },
): JSX.Element {
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <Failure error={error} />
    </>
  );
}

/** Returns the message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function SignIn(): JSX.Element {
  const [error, setError] = useState<unknown>();
  const [token, setToken] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    signIn(token).then(() => location.reload(), setError);
  };
  return (
    <form class="panel sign-in" onSubmit={submit}>
      <h2>Sign in with the viewer's token</h2>
      <label>
        Token
        <input
          type="password"
          autocomplete="off"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">Sign in</button>
      {error !== undefined && <p class="failure" role="alert">{messageOf(error)}</p>}
    </form>
  );
}
