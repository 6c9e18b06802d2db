import { parseArgs } from 'node:util';
import { webhookTypes } from '@counterfoil/contracts';

const USAGE =
  'Usage: npm run listen -- [--forward http://localhost:4000/hook] [--events payment.succeeded,refund.created] [--url http://127.0.0.1:3000] [--key sk_test_…]';

/** What cannot be gone on with; the message is all that is said of it. */
export class ListenFailure extends Error {}

export interface ListenOptions {
  /** Where events are sent on to; null: they are only printed. */
  readonly forward: URL | null;
  /** Null: all types. */
  readonly types: ReadonlySet<string> | null;
  /** The product. */
  readonly url: URL;
  readonly key: string;
}

const parse = (args: readonly string[]) => {
  const text = { type: 'string' } as const;
  const options = { forward: text, events: text, url: { ...text, default: 'http://127.0.0.1:3000' }, key: text };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ListenFailure(`${(error as Error).message}\n${USAGE}`);
  }
};

const webAddress = (name: string, text: string): URL => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new ListenFailure(`--${name} ${text}: must be a URL that begins with http:// or https://`);
};

const typesOf = (text: string): ReadonlySet<string> => {
  const types = text.split(',').map(type => type.trim());
  const unknown = types.find(type => !(webhookTypes as readonly string[]).includes(type));
  if (unknown === undefined) return new Set(types);
  throw new ListenFailure(`--events ${unknown}: there is no such type; there are ${webhookTypes.join(', ')}`);
};

/** The first key of `SANDBOX_API_KEY`, which may name several merchants. */
const keyOf = (setting: string | undefined): string | undefined => setting?.split(/[,:]/)[0];

/** Reads the command line. @throws ListenFailure */
export const listenOptions = (args: readonly string[], env: NodeJS.ProcessEnv): ListenOptions => {
  const { forward, events, url, key = keyOf(env['SANDBOX_API_KEY']) } = parse(args);
  if (!key) throw new ListenFailure(`--key: say with which API key, or set SANDBOX_API_KEY\n${USAGE}`);
  return {
    forward: forward === undefined ? null : webAddress('forward', forward),
    types: events === undefined ? null : typesOf(events),
    url: webAddress('url', url),
    key,
  };
};
