import { isIP } from 'node:net';
import { addressFault, isLoopback } from './addresses.ts';
import { isLocalhost, resolveName, type ResolveName } from './resolve-name.ts';
import type { AddressPolicy } from './sender.ts';

/** Where webhooks may go on the internet. On a loopback address a receiver may listen anywhere. */
const PORTS: readonly number[] = [80, 443, 8080, 8443];

/** Names that public name servers do not serve (RFC 6762, RFC 7686, RFC 8375, ICANN's `internal`), or of one label. */
const PRIVATE_NAME = /^[^.]+\.?$|\.(?:local|internal|home\.arpa|onion)\.?$/;

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const portFault = ({ port, protocol }: URL): string | null => {
  const number = Number(port || (protocol === 'http:' ? 80 : 443));
  return PORTS.includes(number) ? null : `names port ${number}: webhooks go to one of ${PORTS.join(', ')}`;
};

const nameFault = (url: URL, { allowLoopback }: AddressPolicy): string | null => {
  const host = hostOf(url);
  if (isLocalhost(host)) return allowLoopback ? null : 'names this machine: webhooks go to the internet';
  return PRIVATE_NAME.test(host) ? 'names no host of the internet' : portFault(url);
};

const literalFault = (url: URL, policy: AddressPolicy): string | null => {
  const host = hostOf(url);
  return addressFault(host, policy) ?? (isLoopback(host) ? null : portFault(url));
};

/** What is wrong with a URL as it is written; null when nothing is. A name may still lead anywhere: see `guardedConnector`. */
export const urlFault = (text: string, policy: AddressPolicy): string | null => {
  const url = URL.parse(text);
  if (!url) return 'is not a URL';
  const mayBePlain = url.protocol === 'http:' && policy.allowLoopback;
  if (url.protocol !== 'https:' && !mayBePlain) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user or a password';
  return isIP(hostOf(url)) === 0 ? nameFault(url, policy) : literalFault(url, policy);
};

/**
 * Why an endpoint's URL is refused at registration, such as "must begin with https://"; null when it may be delivered to. A name
 * without an address passes, for it may get one: each try is checked again, where it connects.
 */
export const checkUrl = async (
  text: string,
  policy: AddressPolicy,
  resolve: ResolveName = resolveName,
): Promise<string | null> => {
  const fault = urlFault(text, policy);
  if (fault !== null) return fault;
  const host = hostOf(new URL(text));
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => [] /* no address yet */) : [];
  return addresses.map(address => addressFault(address, policy)).find(found => found !== null) ?? null;
};
