/**
 * What `doctor` asks: can this vCenter be reached, trusted, logged into and read, step by step. It changes nothing, stops at the first
 * step that fails, and always logs out.
 */
import { lookup } from "node:dns/promises";
import { TetherdError } from "../shared/errors.js";
import { History } from "./history/history.js";
import { LoginGuard } from "./login-guard.js";
import { privilegesByAction, type ActionCalls } from "./operations/privileges-by-action.js";
import { retrieveFirstNames } from "./retrieve.js";
import { Contact, Session } from "./session.js";
import { silent, type VCenterAccess } from "./settings.js";

export interface CheckStep {
  /** e.g. "log in" */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, as one sentence. */
  readonly detail: string;
  /** What to do, where something is wrong; where nothing is, what would make it better. */
  readonly hint: string | undefined;
}

/**
 * Never throws; the last step is the first that failed, if one did. `actions`: those for which the privileges are asked too; lacking some on the
 * root folder fails nothing, for they may be granted below it.
 */
export async function checkVCenter(access: VCenterAccess, signal: AbortSignal, actions: readonly ActionCalls[] = []): Promise<readonly CheckStep[]> {
  const steps: CheckStep[] = [];
  const step = async <Value>(name: string, work: () => Promise<readonly [value: Value, detail: string]>): Promise<Value> => {
    try {
      const [value, detail] = await work();
      steps.push({ name, ok: true, detail, hint: undefined });
      return value;
    } catch (error) {
      steps.push({ name, ok: false, detail: error instanceof Error ? error.message : String(error), hint: error instanceof TetherdError ? error.hint : undefined });
      throw new Stopped();
    }
  };
  let contact: Contact | undefined;
  try {
    await step("resolve", () => resolve(access));
    const reached = await step("settings", async () => [await Contact.prepare(access), trustInWords(access)] as const);
    contact = reached;
    await step("connect", async () => {
      const version = await reached.negotiate(signal);
      return [version, `${reached.at} is trusted and speaks the vSphere API ${version}`] as const;
    });
    const { about, managers } = await step("service content", async () => {
      const content = await reached.serviceContent(signal);
      return [content, `${content.about.fullName}, instance ${content.about.instanceUuid}`] as const;
    });
    await step("log in", async () => {
      await reached.login(access, managers, new LoginGuard(access.now ?? Date.now), signal);
      return [undefined, `logged in as ${access.username}`] as const;
    });
    await checkLoggedIn({ step, steps }, Session.of(reached, about, managers, access.log ?? silent), { access, actions }, signal);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    contact?.close();
  }
  return steps;
}

class Stopped extends Error {}

type Step = <Value>(name: string, work: () => Promise<readonly [value: Value, detail: string]>) => Promise<Value>;

async function checkLoggedIn({ step, steps }: { readonly step: Step; readonly steps: CheckStep[] }, session: Session, { access, actions }: { readonly access: VCenterAccess; readonly actions: readonly ActionCalls[] }, signal: AbortSignal): Promise<void> {
  try {
    await step("read the inventory", async () => {
      const names = await retrieveFirstNames(session, signal);
      if (names.length === 0) throw new TetherdError("VIM_NO_PERMISSION", "Cannot see any object: the inventory is empty for this account", { hint: "Give the account the read-only role on the root folder, propagated to everything below" });
      return [names, `the account may read the inventory, e.g. ${names.slice(0, 3).join(", ")}`] as const;
    });
    await step("read the history", async () => {
      const history = new History(undefined, await session.currentTime(signal), { session, ringFor: () => Promise.resolve(), now: access.now ?? Date.now, warn: () => undefined });
      try {
        await history.open(signal);
        return [undefined, "events and tasks can be read"] as const;
      } finally {
        await history.close();
      }
    });
    if (actions.length === 0) return;
    const { lacking } = await step("privileges for actions", async () => {
      const told = await privilegesByAction(session, actions, signal);
      return [told, told.summary] as const;
    });
    for (const { verb, detail } of lacking) steps.push({ name: `privileges for ${verb}`, ok: true, detail, hint: "Grant it with the action that needs it; docs/actions.md has the list" });
  } finally {
    await session.close(access.log ?? silent);
  }
}

async function resolve(access: VCenterAccess): Promise<readonly [undefined, string]> {
  const { hostname } = new URL(access.url);
  try {
    const { address } = await lookup(hostname.replace(/^\[(.*)\]$/, "$1"));
    return [undefined, `${hostname} has the address ${address}`];
  } catch (error) {
    throw new TetherdError("VIM_HOST_UNKNOWN", `Cannot resolve ${hostname}: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`, {
      cause: error, hint: "See whether the host name is spelled right and this machine's name server knows it",
    });
  }
}

function trustInWords({ tls }: VCenterAccess): string {
  if (tls.thumbprint !== undefined) return "the certificate is trusted by its pinned thumbprint";
  if (tls.insecure === true) return "INSECURE: the certificate will not be verified";
  return tls.caFile === undefined ? "the certificate is trusted through the known authorities" : `the certificate is trusted through ${tls.caFile}`;
}

