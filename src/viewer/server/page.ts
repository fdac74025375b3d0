/**
 * Serves the page's own files. They contain no data, so every client that reaches the server gets
 * them.
 *
 * @module
 */
import { answer } from "./answers.ts";

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>runlog</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<div id="page"><noscript>This page needs JavaScript.</noscript></div>
<script type="module" src="/page.js"></script>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3" fill="#2563ab"/>
<path d="M2 3.5c3 0 2.5 8.5 11.5 8.5" fill="none" stroke="#fff" stroke-width="2"/>
</svg>
`;

/** Sends the file of the page at a path; undefined for any other path. */
export async function pageFile(path: string): Promise<Response | undefined> {
  switch (path) {
    case "/":
      return answer(HTML, 200, { "content-type": "text/html; charset=utf-8" });
    case "/icon.svg":
      return answer(ICON, 200, { "content-type": "image/svg+xml" });
    case "/page.css":
      return answer((await import("../built_page.ts")).STYLE, 200, {
        "content-type": "text/css; charset=utf-8",
      });
    case "/page.js":
      return answer((await import("../built_page.ts")).SCRIPT, 200, {
        "content-type": "text/javascript; charset=utf-8",
      });
    default:
      return undefined;
  }
}
