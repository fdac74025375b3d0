import { assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { fromFileUrl } from "@std/path";
import { plainEnvironment } from "../support/environment.ts";
import { openStore, testService } from "../local/test_service.ts";
import { inFolder } from "../support/temporary_folder.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

Deno.test("runlog sync names the lineage that stays behind", () =>
  inFolder(async (folder) => {
    {
      await using session = await localSession({ path: `${folder}/from` });
      const names = { experimentName: "demo", runName: "one" };
      await withRun({ ...names, session }, (run) => run.logMetric("loss", 1));
    }
    {
      await using aws = await testService({ store: openStore(`${folder}/from`) });
      const Source = { SourceUri: "u" };
      const action = { ActionName: "deploy", ActionType: "Deployment", Source };
      const { ActionArn } = await aws.sagemaker.createAction(action);
      const SourceArn = ActionArn?.replace("action/deploy", "experiment-trial-component/demo-one");
      await aws.sagemaker.addAssociation({ SourceArn, DestinationArn: ActionArn });
    }
    const places = ["--session", `local:${folder}/from`, "--to", `local:${folder}/to`];
    for (const flags of [["--dry-run"], [], []]) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, "sync"]
          .concat(places, flags),
        clearEnv: true,
        env: plainEnvironment(),
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      assertStringIncludes(
        new TextDecoder().decode(stdout),
        "lineage action deploy: 1 stays behind: of lineage, a sync copies runs, their artifacts",
      );
    }
  }));
