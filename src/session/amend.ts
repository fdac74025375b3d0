/**
 * Changes the message of an error that another library threw.
 *
 * @module
 */

/**
 * Replaces the message, also in the stack, which begins with the original one. Where the runtime writes
 * the stack on first use, it still does, because most errors are handled without reading it.
 */
export function amend(error: Error, message: string): void {
  const { message: before } = error;
  error.message = message;
  if (before === "") return;
  const amended = (stack: unknown): unknown =>
    typeof stack === "string" && !stack.includes(message)
      ? stack.replace(before, () => message)
      : stack;
  const own = Object.getOwnPropertyDescriptor(error, "stack");
  if (!own?.get) {
    if (error.stack !== undefined) error.stack = String(amended(error.stack));
    return;
  }
  const { get } = own;
  const define = (value: unknown): void =>
    void Object.defineProperty(error, "stack", { value, writable: true, configurable: true });
  Object.defineProperty(error, "stack", {
    configurable: true,
    get() {
      const stack = amended(get.call(error));
      define(stack);
      return stack;
    },
    set: define,
  });
}
