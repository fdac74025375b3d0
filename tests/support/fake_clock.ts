/** Timers that run when a test lets time pass. */
export class FakeClock {
  /** Time that has passed, in milliseconds. */
  now = 0;
  readonly #timers = new Map<number, { at: number; every: number | undefined; run: () => void }>();
  #last = 0;

  /** Puts itself in place of the runtime's timers, until the result is disposed. */
  install(): Disposable {
    const { setInterval, clearInterval, setTimeout, clearTimeout } = globalThis;
    const set = (isRepeated: boolean) => (run: () => void, delay = 0) => {
      this.#timers.set(++this.#last, {
        at: this.now + delay,
        every: isRepeated ? delay : undefined,
        run,
      });
      return this.#last;
    };
    const clear = (id?: number): void => void this.#timers.delete(id ?? 0);
    Object.assign(globalThis, {
      setInterval: set(true),
      setTimeout: set(false),
      clearInterval: clear,
      clearTimeout: clear,
    });
    const own = { setInterval, clearInterval, setTimeout, clearTimeout };
    return { [Symbol.dispose]: () => void Object.assign(globalThis, own) };
  }

  /** Lets time pass, and what is done then come to its end. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settled();
    for (;;) {
      const [id, next] = [...this.#timers].toSorted(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (id === undefined || next === undefined || next.at > end) break;
      this.now = next.at;
      if (next.every === undefined) this.#timers.delete(id);
      else next.at += next.every;
      next.run();
      await settled();
    }
    this.now = end;
  }
}

/** Lets what waits for no timer come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
