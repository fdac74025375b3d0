/**
 * Shows the progress of a command that copies runs, on terminals.
 *
 * @module
 */
// @ts-types="@types/cli-progress"
import { Presets, SingleBar } from "cli-progress";
import process from "node:process";
import type { Terminal } from "../terminal.ts";

/** Begins a line with the numbers of runs, points and files. Without a terminal, it shows nothing. */
export function progressBar({ isInteractive }: Pick<Terminal, "isInteractive">): SingleBar {
  const bar = new SingleBar({
    format: "{value} runs  {points} points  {files} files",
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  }, Presets.shades_classic);
  if (isInteractive) bar.start(0, 0, { points: 0, files: 0 });
  return bar;
}
