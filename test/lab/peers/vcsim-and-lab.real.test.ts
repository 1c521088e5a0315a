// The same requests to vcsim and to the lab: answers agree in shape, and every difference is listed with its reason in docs/lab.md.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { startVcsim } from "../../../scripts/servers/vcsim.mjs";
import { requiring } from "../../support/requires.js";
import { missingFrom } from "./answer-shape.js";
import { openLab } from "./lab-access.js";
import { shapesFrom } from "./same-requests-on.js";

/** A row of the table: request title or "*", a path in which "**" stands for anything, who has it. */
interface Listed {
  readonly request: string;
  readonly path: string;
  readonly onlyIn: "vcsim" | "the lab";
}

async function listedDifferences(): Promise<readonly Listed[]> {
  const page = await readFile("docs/lab.md", "utf8");
  return [...page.matchAll(/^\| ([^|]+) \| `([^`]+)` \| (vcsim|the lab) \| [^|]+ \|$/gm)]
    .map(([, request = "", path = "", onlyIn = ""]) => ({ request, path, onlyIn: onlyIn as Listed["onlyIn"] }));
}

function fits(listed: Listed, request: string, path: string, onlyIn: string): boolean {
  const pattern = new RegExp(`^${listed.path.split("**").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`);
  return listed.onlyIn === onlyIn && (listed.request === "*" || listed.request === request) && pattern.test(path);
}

requiring("vcsim")("vcsim and the lab, asked the same", () => {
  it("answer in the same shape, but for the differences that docs/lab.md lists", async () => {
    const vcsim = await startVcsim({ clusters: 1, clusterHosts: 4, standaloneHosts: 0, vms: 4, datastores: 2 });
    const open = await openLab({ clock: { factor: 1 }, settings: { taskBaseMs: 0, copyBytesPerSecond: 0 } });
    try {
      const theirs = await shapesFrom(vcsim, { cluster: "DC0_C0", host: "DC0_C0_H0", otherHost: "DC0_C0_H3", datastore: "LocalDS_0", vm: "DC0_C0_RP0_VM0", otherVm: "DC0_C0_RP0_VM3", network: "VM Network" });
      const ours = await shapesFrom(open.access, { cluster: "C0", host: "h0", otherHost: "h3", datastore: "ds0", vm: "vm0", otherVm: "vm3", network: "VM Network" });
      expect([...ours].flatMap(([title, { disorder }]) => disorder.map((place) => `${title}: ${place}`))).toEqual([]);
      const found = [...ours].flatMap(([request, shape]) => {
        const other = theirs.get(request);
        if (other === undefined) return [{ request, path: "", onlyIn: "the lab" }];
        return [...missingFrom(other, shape).map((path) => ({ request, path, onlyIn: "the lab" })), ...missingFrom(shape, other).map((path) => ({ request, path, onlyIn: "vcsim" }))];
      });
      const listed = await listedDifferences();
      expect(found.filter(({ request, path, onlyIn }) => !listed.some((row) => fits(row, request, path, onlyIn))), "differences that docs/lab.md does not list").toEqual([]);
      expect(listed.filter((row) => !found.some(({ request, path, onlyIn }) => fits(row, request, path, onlyIn))), "rows of docs/lab.md that are no difference any more").toEqual([]);
    } finally {
      await open.stop();
      await vcsim.stop();
    }
  });
});
