import { curvesSuite } from "../suites/curves.ts";

curvesSuite((name, body) => Deno.test(name, body));
