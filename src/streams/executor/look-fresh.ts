/**
 * The model, together with what vCenter says at this very moment: whether the model has seen all that has happened to the VM of a call so far. What it shows may
 * then be taken for what is so; before, a thing that is missing may only not have been seen yet. It judges nothing.
 */
import type { ActionGround } from "../../actions/action.js";
import type { Intent } from "../../actions/intent.js";
import type { Errand } from "./errand.js";
import { wordsOf } from "./issue.js";

/** `behind`: what is seen may be older than vCenter; `later`: nothing can be told before vCenter is there again, or the object is idle. */
type Sight = { readonly kind: "seen"; readonly ground: ActionGround } | { readonly kind: "behind" | "later"; readonly why: string };

export async function lookFresh({ context, kill }: Errand, { issue, request: { target } }: Intent): Promise<Sight> {
  const look = context.world.look();
  if (!look.ready) return { kind: "later", why: look.why };
  const { ground } = look;
  const ref = issue !== undefined && "vm" in issue.operation ? issue.operation.vm : target.type === "VirtualMachine" ? target.id : undefined;
  if (ref === undefined) return { kind: "seen", ground };
  try {
    const now = (await context.operator.readFresh([ref], kill)).get(ref);
    const known = ground.inventory.vms.get(ref);
    if (now === undefined && known === undefined) return { kind: "seen", ground };
    const name = known?.name ?? ref;
    if (now !== undefined && now.changeVersion === undefined) return { kind: "behind", why: `Whether tetherd has seen the last change of ${name} cannot be told: vCenter shows no config.changeVersion.` };
    if (now?.changeVersion !== known?.changeVersion) return { kind: "behind", why: `tetherd has not seen the last change of ${name} yet.` };
    if (now !== undefined && now.tasks === undefined) return { kind: "behind", why: `Whether ${name} is busy cannot be told: vCenter shows no recentTask.` };
    if (now?.tasks !== undefined && now.tasks.length > 0) return { kind: "later", why: `${name} is busy with ${now.tasks.join(", ")}.` };
  } catch (error) {
    kill.throwIfAborted();
    return { kind: "later", why: wordsOf(error) };
  }
  const again = context.world.look();
  return again.ready ? { kind: "seen", ground: again.ground } : { kind: "later", why: again.why };
}
