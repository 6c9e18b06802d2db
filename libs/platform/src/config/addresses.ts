import { isIP } from 'node:net';
import { form } from './values.ts';

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');

const PORT_MAX = 65_535;

/** `host:port`, or `host` alone when the port may be left out. */
const isPlace = (text: string, needsPort: boolean): boolean => {
  const [, host = '', port] = /^(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host === '') return false;
  return port === undefined ? !needsPort : Number(port) >= 1 && Number(port) <= PORT_MAX;
};

const isPostgres = (text: string): boolean => /^postgres(ql)?:$/.test(protocolOf(text));

/** A cluster's connection string names several hosts, which a URL cannot. */
const isEventStoreDb = (text: string): boolean => {
  const [, authority = ''] = /^(?:esdb|kurrentdb)(?:\+discover)?:\/\/([^/?#\s]+)\/?(?:\?\S*)?$/.exec(text) ?? [];
  const hosts = authority.slice(authority.lastIndexOf('@') + 1);
  return hosts.split(',').every(host => isPlace(host, false));
};

/** A connection string of PostgreSQL. */
export const postgresUrl = form('a postgres://user:password@host:port/database URL', text =>
  isPostgres(text) ? text : undefined,
);

/** A connection string of PostgreSQL or EventStoreDB. */
export const eventStoreUrl = form(
  'a postgres://user:password@host:port/database URL, or an esdb:// or kurrentdb:// connection string of EventStoreDB',
  text => (isPostgres(text) || isEventStoreDb(text) ? text : undefined),
);

/** Brokers of Kafka. */
export const kafkaUrl = form('kafka://host:port, more brokers after commas (or unset: the event log is read)', text =>
  text.startsWith('kafka://') &&
  text
    .slice('kafka://'.length)
    .replace(/\/$/, '')
    .split(',')
    .every(broker => isPlace(broker, true))
    ? text
    : undefined,
);

/** Without the slash at its end, or undefined: a query or a password has no place in it. */
const originOf = (text: string): string | undefined => {
  if (!/^https?:$/.test(protocolOf(text))) return undefined;
  const { username, search, hash, href } = new URL(text);
  return `${username}${search}${hash}` === '' ? href.replace(/\/$/, '') : undefined;
};

/** Where something answers over HTTP; without a slash at its end. */
export const httpUrl = form('an http:// or https:// URL, without a query', originOf);

/** The instances of a service. */
export const httpUrls = form('http:// or https:// URLs of its instances, comma-separated', text => {
  const urls = text.split(',').map(url => originOf(url.trim()));
  // Their paths are the product's own.
  if (urls.some(url => url !== undefined && new URL(url).pathname !== '/')) return undefined;
  return urls.every(url => url !== undefined) ? urls : undefined;
});

/** What to listen on. */
export const listenHost = form('an IP address to listen on, such as 127.0.0.1 or 0.0.0.0', text =>
  isIP(text) > 0 ? text : undefined,
);
