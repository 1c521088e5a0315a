/** What kind of work keeps a VM busy, by the name vCenter gives its task (vim-facts 5.7). A name that is not known is just a task. */

const kinds: readonly (readonly [string, RegExp])[] = [
  ["migration", /migrat|relocat|vmotion/i],
  ["power", /power|suspend|reset|reboot|shutdown|standby/i],
];

export const busyKinds: readonly string[] = ["task", "power", "migration", ""];

/** `operation` is a descriptionId such as `VirtualMachine.powerOn`; "" stands for none. */
export function busyKindOf(operation: string | undefined): string | undefined {
  if (operation === undefined || operation === "") return operation;
  return kinds.find(([, names]) => names.test(operation))?.[0] ?? "task";
}
