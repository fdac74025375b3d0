/// <reference lib="dom" />
/**
 * Starts the page.
 *
 * @module
 */
import { render } from "preact";
import { App } from "./app.tsx";

const page = document.getElementById("page");
if (page) {
  page.replaceChildren();
  render(<App />, page);
}
