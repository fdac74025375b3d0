/// <reference lib="dom" />
/**
 * Looking again, while somebody looks: often while something changes, and seldom while nothing does.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";

const SOONEST_MS = 1_500;
const LATEST_MS = 20_000;

/**
 * Looks again and again as long as `isOn`. `look` says whether it found anything new.
 *
 * @param key What is looked at
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
      // Nobody looks at a hidden page; it looks again when it is shown.
      if (document.hidden || ended.signal.aborted) return;
      // A failure is no news: the next look may succeed.
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
