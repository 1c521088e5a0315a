// Alerts for tests of the notify room: a whole one as tetherd publishes it, changed where a test wants it otherwise.
import type { Alert } from "../../src/alerts/alert.js";

export function sampleAlert(change: Partial<Alert> = {}): Alert {
  return {
    status: "firing", fingerprint: "0f3a5c7e9b1d2468", startsAt: "2026-11-24T08:00:00.000Z",
    labels: { alertname: "clone-group-ha-span", policy: "clone-group-ha-span", severity: "warning", vcenter: "4c4c4544-0044-4a10-8053-b7c04f4d3732", subject: "g-1a2b3c", subject_kind: "group", name: "base", team: "storage" },
    annotations: { summary: "Clone group base spans 7 of 8 permitted hosts", description: "HA may fail to restart its members.", runbook_url: "https://wiki.example.org/ha-span" },
    generatorURL: "https://tetherd.example.org/policies/clone-group-ha-span", policy: "clone-group-ha-span", severity: "warning",
    subject: { kind: "group", id: "g-1a2b3c", name: "base" }, cause: { user: "VSPHERE.LOCAL\\ops", operation: "vm.clone", via: "vcenter" },
    dataAge: 2, transition: 1, transitionKind: "fired", updatedAt: "2026-11-24T08:00:00.000Z", validUntil: "2026-11-24T20:00:00.000Z",
    object: { id: "g-1a2b3c", memberCount: 12, hosts: ["esx1", "esx2"], hostSpan: 7, limit: { verdict: "applies", hosts: 8 }, risk: { worst: 0.0125 }, clusters: [{ name: "prod-a" }], sharedBytes: null },
    ...change,
  };
}

export function resolvedAlert(change: Partial<Alert> = {}): Alert {
  const { validUntil, ...alert } = sampleAlert();
  return { ...alert, status: "resolved", endsAt: "2026-11-24T09:00:00.000Z", updatedAt: "2026-11-24T09:00:00.000Z", transition: 2, transitionKind: "resolved", reason: `condition ended before ${validUntil ?? ""}`, ...change };
}

/** A moment shortly after the sample. */
export const soon = Date.parse("2026-11-24T08:00:05.000Z");

/** What somebody may call a VM to break, forge or ping. */
export const nastyTexts = [
  "@channel @here @all @everyone", "<!channel> <!here|here> <@U012345> <#C0123|x>", "<script>alert(1)</script><img src=x onerror=alert(1)>", "&lt;b&gt; &amp; \"quoted\" 'single'",
  "**bold** _it_ ~s~ `code` ```\nblock\n``` # head > quote | cell | [text](https://evil.example.org) ![x](https://evil.example.org/x.png)",
  "line one\r\nBcc: everybody@example.org\r\n\r\nbody", "\u202Egnp.exe\u202C \u2066x\u2069 \u200F\u061C", "zero\u200Bwidth\u2060\uFEFF\u00ADs", "\u0000\u0007\u001B[31mred\u009B0m", "half \uD800 of \uDC00 one",
  "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo", "\u2028\u2029\u0085", "{{title}} ${x} {% raw %}", "<at>everyone</at>", "<https://evil.example.org|click>", "https://evil.example.org/path", "$(reboot) `reboot` ; rm -rf / && x", "", "\u200B\u2060", "x".repeat(10_000), "漢字🙂".repeat(3_000),
];
