import { setTimeout as pause } from 'node:timers/promises';
import { bulkhead, ExponentialBackoff, handleAll, retry, wrap } from 'cockatiel';
import { Agent, request } from 'undici';
import type { Operation } from '../books/operation.ts';
import type { Dispute } from '../disputes/dispute.ts';
import type { Fault } from '../faults/fault.ts';
import type { Provider } from '../providers.ts';
import {
  disputeNews,
  earlierDisputeNews,
  earlierNews,
  latestNews,
  type CallbackProtocol,
  type DisputeNews,
  type News,
} from './callback.ts';

const CONCURRENT = 16;
const TRIES = 10;
const DEADLINE_MS = 5_000;

const delivery = (): { execute(work: () => Promise<void>, signal: AbortSignal): Promise<void> } =>
  wrap(
    retry(handleAll, {
      maxAttempts: TRIES - 1,
      backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 20_000 }),
    }).dangerouslyUnref(),
    bulkhead(CONCURRENT, 100_000),
  );

/** One callback as it is sent, but for its proof. */
interface Letter {
  readonly provider: Provider;
  readonly url: string;
  /** The news' own. */
  readonly id: string;
  readonly body: string;
}

/** Tells the product what became of its charges. Undelivered news dies with the process; the books answer status queries. */
export class Callbacks {
  readonly #agent = new Agent({
    connections: CONCURRENT,
    connectTimeout: DEADLINE_MS,
    headersTimeout: DEADLINE_MS,
    bodyTimeout: DEADLINE_MS,
  });
  readonly #delivery = delivery();
  /** Faults of charges that wait for the payer: their callback is yet to come. */
  readonly #waiting = new Map<string, Fault>();

  constructor(
    private readonly protocols: Readonly<Record<Provider, CallbackProtocol>>,
    private readonly secret: string,
    private readonly closing: AbortSignal,
  ) {}

  /** Sends the news, once its charge is not waiting for the payer. Never throws: nobody is left to tell. */
  announce(operation: Operation, url: string | null, fault: Fault | undefined): void {
    if (url === null) return;
    const key = `${operation.provider}/${operation.charge}`;
    if (operation.status === 'requires_action') {
      if (fault) this.#waiting.set(key, fault);
      return;
    }
    const suffered = fault ?? this.#waiting.get(key);
    this.#waiting.delete(key);
    // After the last try, or at the process's end, the status query is what is left.
    this.#send(operation, url, suffered).catch(() => undefined);
  }

  /** Resolves when the merchant has heard of it, or never will by a fault's wish. @throws after the last try */
  async announceDispute(dispute: Dispute, fault: Fault | undefined): Promise<void> {
    const { provider, callbackUrl: url } = dispute;
    if (url === null) return;
    const letterOf = (news: DisputeNews): Letter => ({
      ...{ provider, url, id: news.id },
      body: this.protocols[provider].writeDisputeNews(news),
    });
    await this.#suffer(fault, letterOf(disputeNews(dispute)), letterOf(earlierDisputeNews(dispute)));
  }

  /** Ends the tries under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(operation: Operation, url: string, fault: Fault | undefined): Promise<void> {
    const { provider } = operation;
    const letterOf = (told: News): Letter => ({
      ...{ provider, url, id: told.id },
      body: this.protocols[provider].writeNews(told),
    });
    await this.#suffer(fault, letterOf(latestNews(operation)), letterOf(earlierNews(operation)));
  }

  /** Delivers the letter in the way the fault wants; `earlier` is older news of the same thing. */
  async #suffer(fault: Fault | undefined, letter: Letter, earlier: Letter): Promise<void> {
    if (fault?.fault === 'no_callback') return;
    if (fault?.fault === 'late_callback') await pause(fault.delay_ms, undefined, { signal: this.closing });
    await this.#deliver(letter);
    if (fault?.fault === 'duplicate_callback') await this.#deliver(letter);
    if (fault?.fault === 'reordered_callbacks') await this.#deliver(earlier);
  }

  #deliver(letter: Letter): Promise<void> {
    return this.#delivery.execute(() => this.#post(letter), this.closing);
  }

  async #post({ provider, url, id, body }: Letter): Promise<void> {
    const proof = this.protocols[provider].signNews(id, body, this.secret, new Date());
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...proof },
      body,
      dispatcher: this.#agent,
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new Error(`the callback was answered with ${answer.statusCode}`);
  }
}
