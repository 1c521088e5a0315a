/** Full names of guest operating systems by their identifier; what is not listed is shown by its identifier. */
const names: Readonly<Record<string, string>> = {
  otherGuest: "Other (32-bit)",
  otherGuest64: "Other (64-bit)",
  otherLinuxGuest: "Other Linux (32-bit)",
  otherLinux64Guest: "Other Linux (64-bit)",
  other5xLinux64Guest: "Other 5.x or later Linux (64-bit)",
  ubuntu64Guest: "Ubuntu Linux (64-bit)",
  debian10_64Guest: "Debian GNU/Linux 10 (64-bit)",
  debian11_64Guest: "Debian GNU/Linux 11 (64-bit)",
  centos7_64Guest: "CentOS 7 (64-bit)",
  rhel8_64Guest: "Red Hat Enterprise Linux 8 (64-bit)",
  rhel9_64Guest: "Red Hat Enterprise Linux 9 (64-bit)",
  vmwarePhoton64Guest: "VMware Photon OS (64-bit)",
  winXPProGuest: "Microsoft Windows XP Professional (32-bit)",
  windows7_64Guest: "Microsoft Windows 7 (64-bit)",
  windows9_64Guest: "Microsoft Windows 10 (64-bit)",
  windows11_64Guest: "Microsoft Windows 11 (64-bit)",
  windows2019srv_64Guest: "Microsoft Windows Server 2019 (64-bit)",
  windows2019srvNext_64Guest: "Microsoft Windows Server 2022 (64-bit)",
};

export function guestFullName(guestId: string): string {
  return names[guestId] ?? guestId;
}
