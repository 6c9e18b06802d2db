import { errors, request, type Dispatcher } from 'undici';

/** What became of one HTTP call to a provider. */
export type CallResult =
  | { readonly type: 'answered'; readonly status: number; readonly body: string }
  | { readonly type: 'not_sent'; readonly reason: string }
  | { readonly type: 'no_answer'; readonly reason: string };

/** Errors that say that no connection was made: the provider cannot have acted. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof errors.UndiciError || error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return 'unknown error';
};

/** One call with one deadline over connecting, sending and the whole answer. Never throws. */
export const callProvider = async (
  url: string,
  options: {
    readonly dispatcher: Dispatcher;
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Milliseconds. */
    readonly deadlineMs: number;
  },
): Promise<CallResult> => {
  const { deadlineMs, body, ...rest } = options;
  try {
    const response = await request(url, { ...rest, body: body ?? null, signal: AbortSignal.timeout(deadlineMs) });
    return { type: 'answered', status: response.statusCode, body: await response.body.text() };
  } catch (error) {
    const reason = codeOf(error);
    return { type: NOT_SENT.has(reason) ? 'not_sent' : 'no_answer', reason };
  }
};
