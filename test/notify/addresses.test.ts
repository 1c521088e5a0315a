import fc from "fast-check";
import { expect, it, test } from "vitest";
import { mayReach, networkOf } from "../../src/notify/addresses.js";

test.each([
  "127.0.0.1", "127.255.255.254", "0.0.0.0", "169.254.169.254", "169.254.0.1", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255", "192.0.0.192",
  "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:a9fe:a9fe::1", "2002:7f00:1::", "2001::1",
  "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "fd00:ec2::254", "localhost", "", "1.2.3", "0x7f.1",
])("nothing goes to %s", (address) => {
  expect(mayReach(address, [])).toBe(false);
});

test.each(["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "8.8.8.8", "2606:4700::1111", "fd12:3456::1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:10.0.0.1"])("a receiver may be at %s", (address) => {
  expect(mayReach(address, [])).toBe(true);
});

it("what the operator allows is reached, and only that", () => {
  const allowed = ["127.0.0.1", "::1/128", "169.254.10.0/24"].flatMap((text) => networkOf(text) ?? []);
  expect(allowed).toHaveLength(3);
  expect(["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.10.9", "127.0.0.2", "169.254.169.254"].map((address) => mayReach(address, allowed))).toEqual([true, true, true, true, false, false]);
});

test.each(["10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/x", "::1/129", "example.org", "fe80::1%eth0", ""])("%j is no network", (text) => {
  expect(networkOf(text)).toBeUndefined();
});

it("an IPv4 address is judged the same in every form of IPv6 that carries it", () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.constantFrom("127.0.0.9", "169.254.3.4", "10.0.0.1", "240.0.0.1")), (address) => {
    const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
    const sixToFour = `2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::1`;
    for (const form of [`::ffff:${address}`, `64:ff9b::${address}`, sixToFour]) expect(mayReach(form, []), form).toBe(mayReach(address, []));
  }));
});
