import ipaddr from 'ipaddr.js';
import type { AddressPolicy } from './sender.ts';

/** All that is assigned to unicast (RFC 4291 §2.4); what `range()` does not know lies outside, such as `::127.0.0.1`. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** A metadata service under an address of the internet. */
const AZURE_HOST = ipaddr.IPv4.parseCIDR('168.63.129.16/32');

/** ISATAP (RFC 5214 §6.1) writes an IPv4 address behind these 32 bits, under any prefix. */
const ISATAP: readonly (readonly [number, number])[] = [
  [0x0000, 0x5efe],
  [0x0200, 0x5efe],
];

const isIsatap = ({ parts }: ipaddr.IPv6): boolean =>
  ISATAP.some(([high, low]) => parts[4] === high && parts[5] === low);

/** The range that a registry gives for the address; `unicast` is the internet. */
const rangeOf = (address: ipaddr.IPv4 | ipaddr.IPv6): string => {
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address instanceof ipaddr.IPv4) return address.match(AZURE_HOST) ? 'metadata' : range;
  return address.match(GLOBAL_UNICAST) && !isIsatap(address) ? range : 'reserved';
};

/** Whether an IP address is this machine's own. */
export const isLoopback = (ip: string): boolean => rangeOf(ipaddr.parse(ip)) === 'loopback';

/**
 * What is wrong with delivering to an IP address; null when nothing is. Only addresses of the internet are allowed: what is special,
 * or has an IPv4 address inside, is refused by its bits, however it was written.
 */
export const addressFault = (ip: string, { allowLoopback }: AddressPolicy): string | null => {
  const range = rangeOf(ipaddr.parse(ip));
  if (range === 'unicast' || (range === 'loopback' && allowLoopback)) return null;
  return `leads to an address that is not on the internet (${range})`;
};
