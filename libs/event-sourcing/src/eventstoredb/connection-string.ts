import { EventStoreUrlInvalid } from '../event-store-errors.ts';

const PARTS =
  /^(?:esdb|kurrentdb)(?<discover>\+discover)?:\/\/(?<credentials>[^@/?]*@)?(?<hosts>[^@/?]+)\/?(?:\?(?<options>.*))?$/;
const CREDENTIALS = /^[^:]+:[^:]+@$/;
const HOST = /^[\w.-]+(?::\d{1,5})?$/;

interface Option {
  readonly name: string;
  readonly value: RegExp;
  readonly expected: string;
}

const option = (value: RegExp, expected: string, ...names: readonly string[]): readonly [string, Option][] =>
  names.map(name => [name.toLowerCase(), { name, value, expected }]);

/** Those that the client knows and does something with. */
const OPTIONS = new Map([
  ...option(/^(true|false)$/, 'true or false', 'tls'),
  ...option(
    /^(leader|follower|random|read_?only_?replica)$/i,
    'leader, follower, random or readOnlyReplica',
    'nodePreference',
  ),
  ...option(/^-?\d+$/, 'a whole number', 'defaultDeadline', 'keepAliveInterval', 'keepAliveTimeout'),
  ...option(/^\d+$/, 'a whole number', 'discoveryInterval', 'gossipTimeout', 'maxDiscoverAttempts'),
  ...option(/./, 'percent-encoded text', 'connectionName', 'tlsCAFile', 'userCertFile', 'userKeyFile'),
]);

const isEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // Malformed, which is the answer.
  }
};

const checkOption = (text: string): void => {
  const [name = '', value = ''] = text.split('=', 2);
  const known = OPTIONS.get(name.toLowerCase());
  if (!known) {
    const names = Array.from(OPTIONS.values(), each => each.name).join(', ');
    throw new EventStoreUrlInvalid(`it has no option ${JSON.stringify(name)}; known are ${names}`);
  }
  if (!known.value.test(value) || !isEncoded(value))
    throw new EventStoreUrlInvalid(`${known.name} is ${known.expected}`);
};

/**
 * The URL of a server, a list of servers or a cluster's DNS name, as the client takes it. Checked here first: the client
 * writes the whole of it, password and all, to the console when it does not like a part.
 * @throws EventStoreUrlInvalid
 */
export const connectionString = (url: string): string => {
  const parts = PARTS.exec(url.trim())?.groups;
  if (!parts)
    throw new EventStoreUrlInvalid(
      'expected esdb://user:password@host:2113, further hosts after a comma, or esdb+discover:// with a cluster’s DNS name',
    );
  const { discover = '', credentials = '', hosts = '', options } = parts;
  if (credentials !== '' && !(CREDENTIALS.test(credentials) && isEncoded(credentials)))
    throw new EventStoreUrlInvalid('before the @ it has user:password, each percent-encoded');
  const wrong = hosts.split(',').find(host => !HOST.test(host));
  if (wrong !== undefined) throw new EventStoreUrlInvalid(`${JSON.stringify(wrong)} is not host:port`);
  for (const each of options?.split('&') ?? []) checkOption(each);
  return `esdb${discover}://${credentials}${hosts}${options === undefined ? '' : `?${options}`}`;
};
