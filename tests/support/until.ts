/** Tries of {@linkcode until}: two minutes on an idle machine, and as much longer as one is busier. */
const TRIES = 6_000;

/**
 * Waits until a condition holds.
 *
 * @param holds The condition
 * @param what What is waited for, in words
 * @throws If it never does
 */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`There was never ${what}`);
}
