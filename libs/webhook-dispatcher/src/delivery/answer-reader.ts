import { retryAfterMs } from '@counterfoil/platform';
import { errors, type Dispatcher } from 'undici';
import { EXCERPT_BYTES, excerptOf } from './excerpt.ts';
import { NotConnected } from './guarded-connector.ts';
import type { TryError, TryOutcome } from './sender.ts';

type WithoutLatency<Outcome> = Outcome extends unknown ? Omit<Outcome, 'latencyMs'> : never;

/** What became of a try, apart from how long it took. */
export type Ending = WithoutLatency<TryOutcome>;

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

const first = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** What was answered is not HTTP, or more header than anybody has to send. */
const INVALID = [errors.HTTPParserError, errors.HeadersOverflowError, errors.ResponseContentLengthMismatchError];

const tryErrorOf = (error: Error): TryError => {
  if (error instanceof NotConnected) return error.why;
  return INVALID.some(kind => error instanceof kind) ? 'invalid_answer' : 'connection_failed';
};

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/**
 * Reads the answer to one request, no more of it than an excerpt needs: whoever sends more, or redirects, has the connection closed.
 * Calls `end` once.
 */
export class AnswerReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private status: number | null = null;
  private headers: Headers = {};
  private body = Buffer.alloc(0);
  private isEnded = false;

  constructor(private readonly end: (ending: Ending) => void) {}

  /** Ends the try; a request that waits for its connection is never sent. */
  giveUp(error: TryError): void {
    this.endWith({ type: 'failed', error, status: this.status });
    this.stop();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isEnded) this.stop();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // An interim answer (RFC 9110 §15.2).
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (isRedirect(status)) this.giveUp('redirect');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    // One buffer, not a list: drops of one byte would each cost a hundred.
    this.body = Buffer.concat([this.body, chunk.subarray(0, EXCERPT_BYTES - this.body.length)]);
    if (this.body.length < EXCERPT_BYTES) return;
    this.onResponseEnd();
    this.stop();
  }

  onResponseEnd(): void {
    const { status, headers, body } = this;
    if (status === null) return this.giveUp('invalid_answer');
    this.endWith({
      type: 'answered',
      status,
      excerpt: excerptOf(body, first(headers['content-encoding'])),
      retryAfterMs: retryAfterMs(first(headers['retry-after']), first(headers.date), Date.now()),
    });
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.endWith({ type: 'failed', error: tryErrorOf(error), status: this.status });
  }

  private endWith(ending: Ending): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.end(ending);
  }

  private stop(): void {
    this.controller?.abort(new Error('Enough was read'));
  }
}
