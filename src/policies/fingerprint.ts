/** The identity of an alert: the same for the life of an episode and for every later one of its kind. */
import { contentHash } from "../shared/digest.js";
import type { Subject } from "./decision.js";

/** 16 hex digits over vCenter (instance UUID), policy name and subject. */
export function fingerprintOf(vcenter: string, policy: string, subject: Subject): string {
  return contentHash({ vcenter, policy, kind: subject.kind, id: subject.id });
}
