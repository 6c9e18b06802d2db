import { isIP, type LookupFunction } from 'node:net';
import { constants } from 'node:os';
import { buildConnector } from 'undici';
import { addressFault } from './addresses.ts';
import type { ResolveName } from './resolve-name.ts';
import type { AddressPolicy, TryError } from './sender.ts';

type Connector = ReturnType<typeof buildConnector>;

/** There is no connection, and why. */
export class NotConnected extends Error {
  constructor(
    readonly why: TryError,
    cause?: unknown,
  ) {
    super(why, { cause });
  }
}

/** The checked addresses of a name are the ones that are connected to: nobody asks for them a second time. */
const guardedLookup =
  (policy: AddressPolicy, resolve: ResolveName): LookupFunction =>
  (hostname, { all }, callback) => {
    const answer = (addresses: readonly string[]): void => {
      const found = addresses.map(address => ({ address, family: isIP(address) }));
      const [first] = found;
      if (!first) return callback(new NotConnected('dns_failed'), '');
      if (addresses.some(address => addressFault(address, policy) !== null))
        return callback(new NotConnected('address_not_allowed'), '');
      if (all) callback(null, found);
      else callback(null, first.address, first.family);
    };
    resolve(hostname).then(answer, cause => callback(new NotConnected('dns_failed', cause), ''));
  };

/** What the operating system or undici says of a connection that did not come about; anything else is said by TLS. */
const isOfNetwork = (code: unknown): boolean =>
  typeof code === 'string' && code !== 'EPROTO' && (code in constants.errno || code.startsWith('UND_ERR_'));

const failureOf = (error: Error, protocol: string): NotConnected => {
  if (error instanceof NotConnected) return error;
  const isTls = protocol === 'https:' && !isOfNetwork((error as { readonly code?: unknown }).code);
  return new NotConnected(isTls ? 'tls_failed' : 'connection_failed', error);
};

/** Connects, for undici, to allowed addresses only, written in the URL or found by `resolve`; fails with `NotConnected`. */
export const guardedConnector = (policy: AddressPolicy, resolve: ResolveName, timeoutMs: number): Connector => {
  const connect = buildConnector({ lookup: guardedLookup(policy, resolve), timeout: timeoutMs, allowH2: false });
  return (options, callback) => {
    // An address is not looked up.
    if (isIP(options.hostname) !== 0 && addressFault(options.hostname, policy) !== null)
      return callback(new NotConnected('address_not_allowed'), null);
    return connect(options, (...[error, socket]) =>
      error ? callback(failureOf(error, options.protocol), null) : callback(null, socket),
    );
  };
};
