import { Resolver } from 'node:dns/promises';

/** The addresses of a host name. Rejects when it has none. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>;

/** Of one question to one name server, milliseconds. */
const PATIENCE_MS = 2_000;

const LOOPBACK = ['127.0.0.1', '::1'];

/** RFC 6761 §6.3: such a name is this machine's own, and no business of a name server's. */
export const isLocalhost = (hostname: string): boolean => /(?:^|\.)localhost\.?$/.test(hostname);

/**
 * Asks the name servers. Not the system's `getaddrinfo`: it has few threads, and names whose servers are silent would hold them
 * all; what it adds, the hosts file, names nothing that webhooks may go to.
 */
export const resolveName: ResolveName = async hostname => {
  if (isLocalhost(hostname)) return LOOPBACK;
  const resolver = new Resolver({ timeout: PATIENCE_MS, maxTimeout: PATIENCE_MS, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length === 0) throw new Error('The name has no address, or its name server is silent');
  return addresses;
};
