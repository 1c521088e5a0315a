/** Key in a VM's extraConfig under which the action that made it puts its id. It is never changed: VMs out there have it. */
export const markKey = "tetherd.action";
