/** `expect:` of a test step as it is compared: defaults filled in, names of policies checked. */
import type { Node } from "yaml";
import { globMatches } from "../policies/conditions/glob.js";
import type { Found } from "../policies/skeleton/keys.js";
import type { Reading } from "../policies/skeleton/reading.js";
import { nearestName } from "../shared/nearest-name.js";
import type { ExpectText } from "./test-keys.js";
import type { Expectation, Place } from "./trial.js";

interface WishText {
  readonly offset: number;
  readonly policy: Found<string> | undefined;
  readonly on: Found<string> | undefined;
  readonly count: Found<number> | undefined;
}

/** `names`: the policies under test. */
export function readExpectation(text: ExpectText, names: readonly string[], reading: Reading): Expectation {
  const common = (wish: WishText): { readonly place: Place; readonly policy: string | undefined; readonly on: string | undefined; readonly count: number | undefined } => {
    const { policy } = wish;
    if (policy !== undefined && !names.some((name) => globMatches(policy.value, name))) {
      reading.report(policy.offset, `policy: "${policy.value}" is none of the policies under test; allowed: ${names.join(", ")}${nearestName(policy.value, names)}`);
    }
    return { place: reading.placeAt(wish.offset), policy: policy?.value, on: wish.on?.value, count: wish.count?.value };
  };
  return {
    place: reading.placeAt(text.offset),
    alerts: (text.alerts?.value ?? []).map((wish) => ({
      ...common(wish), state: wish.state?.value ?? "firing", severity: wish.severity?.value, summary: wish.summary?.value, description: wish.description?.value,
      labels: wish.labels?.value ?? {}, annotations: wish.annotations?.value ?? {},
    })),
    storms: (text.storms?.value ?? []).map((wish) => ({ ...common({ ...wish, count: undefined }), severity: wish.severity?.value, members: wish.members?.value })),
    resolved: (text.resolved?.value ?? []).map((wish) => ({ ...common(wish), reason: wish.reason?.value })),
    actions: (text.actions?.value ?? []).map((wish) => ({ ...common(wish), verb: wish.verb?.value, state: wish.state?.value, params: plain(wish.params?.value), reason: wish.reason?.value })),
    unknown: (text.unknown?.value ?? []).map((wish) => ({ ...common(wish), missing: wish.missing?.value })),
    othersAllowed: text.others?.value === "allowed",
  };
}

function plain(node: Node | undefined): unknown {
  return node?.toJSON();
}
