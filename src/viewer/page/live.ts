/// <reference lib="dom" />
/**
 * Polls for changes while the page is visible: often while data changes, and rarely while it does
 * not.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";

const SOONEST_MS = 1_500;
const LATEST_MS = 20_000;

/**
 * Polls while `isOn`. `look` resolves to whether it found changes.
 *
 * @param key Identifies the polled data
 */
export function useLive(
  isOn: boolean,
  key: string,
  look: (signal: AbortSignal) => Promise<boolean>,
): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    if (!isOn) return;
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = SOONEST_MS;
    const plan = (): void => {
      clearTimeout(timer);
      timer = setTimeout(lookOnce, wait);
    };
    const lookOnce = async (): Promise<void> => {
      // A hidden page does not poll; it resumes when it is shown.
      if (document.hidden || ended.signal.aborted) return;
      // A failure is not a change: the next poll may succeed.
      const isNew = await latest.current(ended.signal).catch(() => false);
      wait = isNew ? SOONEST_MS : Math.min(wait * 1.5, LATEST_MS);
      if (!ended.signal.aborted) plan();
    };
    const onShow = (): void => {
      wait = SOONEST_MS;
      if (!document.hidden) plan();
    };
    document.addEventListener("visibilitychange", onShow);
    plan();
    return () => {
      ended.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [isOn, key]);
}
