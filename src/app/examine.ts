/** Tries every step to every vCenter, to NATS and to the policies, for `tetherd doctor`. It changes nothing but declaring streams. */
import { actionCatalogue } from "../actions/catalogue.js";
import { checkNats } from "../bus/check-nats.js";
import { withoutUsers } from "../bus/server-addresses.js";
import { loadPolicies } from "../policies/load-policies.js";
import { formatProblem } from "../policies/problem.js";
import { TetherdError } from "../shared/errors.js";
import { readPolicyDirectory } from "../settings/policy-directory.js";
import type { Settings } from "../settings/settings.js";
import { checkVCenter } from "../vim/check-vcenter.js";
import { accessOf } from "./vcenter-of.js";

export interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint?: string | undefined;
}

export interface Examined {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** A vCenter or NATS that does not answer at all is given up after this. */
const patienceMs = 20_000;

/** One part after the other, each as soon as it is known. Never throws for what it finds. */
export async function* examine(settings: Settings): AsyncGenerator<Examined> {
  if (settings.vcenters.length === 0) {
    yield { title: "vCenter", steps: [{ name: "settings", ok: false, detail: "no vCenter is given", hint: "Set TETHERD_VCENTER_URL, TETHERD_VCENTER_USERNAME and TETHERD_VCENTER_PASSWORD_FILE, or vcenters in the file given with --config" }] };
  }
  for (const vcenter of settings.vcenters) {
    yield { title: `vCenter ${vcenter.name} (${vcenter.url})`, steps: await checkVCenter(accessOf(vcenter, settings, undefined), AbortSignal.timeout(patienceMs), settings.actions.enabled ? actionCatalogue : []) };
  }
  const nats = { ...settings.nats, site: settings.site };
  yield { title: `NATS ${withoutUsers(nats).servers.join(", ")}`, steps: await checkNats(nats, AbortSignal.timeout(patienceMs)) };
  yield { title: `Policies in ${settings.policiesDirectory}`, steps: await checkPolicies(settings.policiesDirectory) };
}

async function checkPolicies(directory: string): Promise<readonly Step[]> {
  try {
    const { policies, problems } = loadPolicies(await readPolicyDirectory(directory), actionCatalogue);
    const told = problems.map((problem): Step => ({ name: problem.severity ?? "error", ok: problem.severity === "warning", detail: formatProblem(problem) }));
    if (policies === undefined) return told;
    return [...told, { name: "load", ok: true, detail: policies.policies.length === 0 ? "there are no policies; nothing would be judged" : policies.policies.map((policy) => `${policy.name} (${policy.mode})`).join(", ") }];
  } catch (error) {
    return [{ name: "read", ok: false, detail: error instanceof Error ? error.message : String(error), hint: error instanceof TetherdError ? error.hint : undefined }];
  }
}
