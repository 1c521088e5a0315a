/**
 * One login at one vCenter, from the first contact to the logout: everything vCenter keeps for us lives and dies with it.
 * It never logs in a second time; whoever lost it makes another.
 */
import { negotiateVersion } from "./api-version.js";
import { VimError, VimFault } from "./errors.js";
import type { LoginGuard } from "./login-guard.js";
import { deadlines, silent, type VCenterAccess, type VimLog } from "./settings.js";
import { moRef, SoapCaller, type MoRef } from "./soap-caller.js";
import { HttpsExchanges } from "./transport/https-exchange.js";
import { SoapHttp } from "./transport/soap-http.js";
import { place, trustOf } from "./transport/trust.js";
import { TetherdError } from "../shared/errors.js";

/** An idle session ends after 30 minutes (vim-facts 1.8); govmomi asks the time after 10, so do we. */
const keepAliveMs = 10 * 60_000;
const userAgent = "tetherd";
const serviceInstance: MoRef = { type: "ServiceInstance", value: "ServiceInstance" };

export interface About {
  readonly instanceUuid: string;
  readonly fullName: string;
  readonly apiVersion: string;
}

/** The managers that tetherd needs, by vCenter's own references (vim-facts 2). */
export interface Managers {
  readonly rootFolder: MoRef;
  readonly propertyCollector: MoRef;
  readonly viewManager: MoRef;
  readonly sessionManager: MoRef;
  readonly eventManager: MoRef;
  readonly taskManager: MoRef;
  /** Undefined on servers that have none. */
  readonly authorizationManager: MoRef | undefined;
}

/** Steps of a login, so that a check can tell how far it came. */
export class Contact {
  readonly at: string;
  readonly caller: SoapCaller;
  readonly #exchanges: HttpsExchanges;

  private constructor(exchanges: HttpsExchanges, caller: SoapCaller) {
    this.at = place(exchanges.trust);
    this.#exchanges = exchanges;
    this.caller = caller;
  }

  /** Throws VIM_CA_FILE, VIM_THUMBPRINT_FORMAT; contacts nobody yet. */
  static async prepare(access: VCenterAccess): Promise<Contact> {
    const url = new URL(access.url);
    const exchanges = new HttpsExchanges(trustOf(url, access.tls));
    return new Contact(exchanges, await SoapCaller.create(`${url.origin}${url.pathname}`, new SoapHttp(exchanges, userAgent)));
  }

  /** First bytes on the wire; returns the API version that is spoken from now on. */
  async negotiate(signal: AbortSignal | undefined): Promise<string> {
    const version = await negotiateVersion(this.#exchanges, signal);
    this.caller.useVersion(version);
    return version;
  }

  /** Throws VIM_NOT_VCENTER for an ESX host: the operations we live on exist only behind vCenter (vim-facts 2, 7). */
  async serviceContent(signal: AbortSignal | undefined): Promise<{ readonly about: About; readonly managers: Managers }> {
    const content = ((await this.caller.call("RetrieveServiceContent", serviceInstance, {}, { signal })) ?? {}) as Readonly<Record<string, unknown>>;
    const about = (content["about"] ?? {}) as Readonly<Record<string, string>>;
    const fullName = about["fullName"] ?? "a server without a name";
    if (about["apiType"] !== "VirtualCenter") {
      throw new VimError("VIM_NOT_VCENTER", `Cannot watch ${this.at} as it must be a vCenter: it is ${fullName}${about["apiType"] === "HostAgent" ? ", an ESX host" : ""}`, {
        hint: "Give the address of the vCenter that manages this host",
      });
    }
    const instanceUuid = about["instanceUuid"] ?? "";
    if (instanceUuid === "") throw new VimError("VIM_NOT_VCENTER", `Cannot watch ${this.at} as a vCenter must tell its instance UUID: ${fullName} tells none`, { hint: "vCenter 5.5 or newer is needed" });
    const manager = (name: string): MoRef => moRef(content[name], name);
    return {
      about: { instanceUuid, fullName, apiVersion: about["apiVersion"] ?? "" },
      managers: {
        rootFolder: manager("rootFolder"), propertyCollector: manager("propertyCollector"), viewManager: manager("viewManager"),
        sessionManager: manager("sessionManager"), eventManager: manager("eventManager"), taskManager: manager("taskManager"),
        authorizationManager: content["authorizationManager"] === undefined ? undefined : manager("authorizationManager"),
      },
    };
  }

  /** Throws VIM_INVALID_LOGIN with `retryAfterMs`, VIM_PASSWORD. */
  async login(access: VCenterAccess, managers: Managers, guard: LoginGuard, signal: AbortSignal | undefined): Promise<void> {
    const password = await readPassword(access);
    guard.check(access.username, password);
    try {
      await this.caller.call("Login", managers.sessionManager, { userName: access.username, password }, { signal, repeatable: false });
    } catch (error) {
      if (error instanceof VimFault && error.fault === "InvalidLogin") throw guard.failed(access.username, error);
      throw error;
    }
    guard.succeeded();
  }

  close(): void {
    this.#exchanges.close();
  }
}

export class Session {
  readonly about: About;
  readonly managers: Managers;
  readonly caller: SoapCaller;
  readonly #contact: Contact;
  readonly #keepAlive: NodeJS.Timeout;

  private constructor(contact: Contact, about: About, managers: Managers, log: VimLog) {
    this.#contact = contact;
    this.caller = contact.caller;
    this.about = about;
    this.managers = managers;
    // A watch that waits keeps the session alive by itself; this is for the time when nobody pulls, such as NATS being away.
    this.#keepAlive = setInterval(() => {
      this.currentTime(undefined).catch((error: unknown) => log("debug", "the keep-alive call failed; the next real call will tell", { vcenter: contact.at, reason: error instanceof Error ? error.message : "" }));
    }, keepAliveMs);
    this.#keepAlive.unref();
  }

  /** Throws everything the steps of `Contact` throw; leaves no session behind then. */
  static async open(access: VCenterAccess, guard: LoginGuard, signal: AbortSignal): Promise<Session> {
    const log = access.log ?? silent;
    const contact = await Contact.prepare(access);
    try {
      if (access.tls.insecure === true && access.tls.thumbprint === undefined) {
        log("warn", "INSECURE: the certificate of this vCenter is not verified; anybody in between can read the password", { vcenter: contact.at });
      }
      await contact.negotiate(signal);
      const { about, managers } = await contact.serviceContent(signal);
      await contact.login(access, managers, guard, signal);
      return Session.of(contact, about, managers, log);
    } catch (error) {
      contact.close();
      throw error;
    }
  }

  /** A session on a contact that has logged in; the contact belongs to it from now on. */
  static of(contact: Contact, about: About, managers: Managers, log: VimLog): Session {
    return new Session(contact, about, managers, log);
  }

  /** vCenter's clock, as it spells it. */
  async currentTime(signal: AbortSignal | undefined): Promise<string> {
    const time = await this.caller.call("CurrentTime", serviceInstance, {}, { signal });
    if (typeof time === "string" && time !== "") return time;
    throw new VimError("VIM_ANSWER_MALFORMED", "Cannot use vCenter's answer to CurrentTime as it must be a time: there is none", { retryable: true });
  }

  /** Logs out within a deadline and ends every connection. Never throws: a session that is gone already is as good. */
  async close(log: VimLog): Promise<void> {
    clearInterval(this.#keepAlive);
    try {
      await this.caller.call("Logout", this.managers.sessionManager, {}, { deadlineMs: deadlines.closeMs });
    } catch (error) {
      log("debug", "the logout failed; vCenter ends the session by itself after its idle time", { vcenter: this.#contact.at, reason: error instanceof Error ? error.message : "" });
    }
    this.#contact.close();
  }
}

async function readPassword(access: VCenterAccess): Promise<string> {
  try {
    return await access.password();
  } catch (error) {
    if (error instanceof TetherdError) throw error;
    throw new VimError("VIM_PASSWORD", `Cannot read the password of "${access.username}": ${error instanceof Error ? error.message : "unknown reason"}`, { cause: error, retryable: true, hint: "See whether the password file is there and the user of the daemon may read it" });
  }
}
