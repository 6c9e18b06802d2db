import { buffer } from 'node:stream/consumers';
import { isProblemCode, Problem, traceHeaders, type FieldFault } from '@counterfoil/platform';
import { IDENTITY_HEADER, type IdentitySigner } from '@counterfoil/platform/identity';
import type { Dispatcher } from 'undici';
import { Instances } from './instances.ts';
import { send, type ServiceAnswer } from './send.ts';

/** Answers that no question of ours should get: told in the log, not to whoever asked us. */
const OURS = new Set(['unauthenticated', 'internal_error', 'not_found', 'malformed_json']);

/** What a question may take beyond its own wait, milliseconds. */
const ANSWER_MS = 5_000;

interface Wait {
  readonly waitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

interface Told {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
}

const read = async <Answer>({ body }: ServiceAnswer): Promise<Answer> => {
  const bytes = Buffer.isBuffer(body) ? body : await buffer(body);
  return JSON.parse(bytes.toString()) as Answer;
};

/** A problem that was answered there is one here too. */
const failureOf = async (service: string, path: string, answer: ServiceAnswer): Promise<Error> => {
  const { code = '', detail = '', errors } = await read<Told>(answer);
  if (!isProblemCode(code) || OURS.has(code))
    return new Error(`The ${service} service answers ${path} with ${answer.status} ${code}: ${detail}`);
  const retryAfter = Number(answer.headers['retry-after']);
  return new Problem(code, detail, {
    ...(errors && { errors }),
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  });
};

/** One service, asked by another for itself. */
export class ServiceClient {
  private readonly instances: Instances;
  /** Each instance as if it were alone. */
  private readonly each: readonly Instances[];

  constructor(
    readonly service: string,
    urls: readonly string[],
    private readonly signer: IdentitySigner,
    private readonly connections: Dispatcher,
  ) {
    this.instances = new Instances(service, urls);
    this.each = this.instances.each();
  }

  /**
   * What some instance answers to `question`; `waitMs` is how long it may wait there for something to happen, unless
   * `signal` ends that.
   * @throws Problem as that service did, or not_ready when none answers
   */
  ask<Answer>(path: string, question: object, { waitMs = 0, signal }: Wait = {}): Promise<Answer> {
    return this.askOf(this.instances, path, question, waitMs + ANSWER_MS, signal);
  }

  /** What each instance answers that does so within `timeoutMs`. */
  async askEach<Answer>(path: string, question: object, timeoutMs: number): Promise<readonly Answer[]> {
    const asked = this.each.map(instance => this.askOf<Answer>(instance, path, question, timeoutMs));
    return (await Promise.allSettled(asked)).flatMap(told => (told.status === 'fulfilled' ? [told.value] : []));
  }

  /** What every instance answers. @throws Problem as `ask`, also when one of them does not answer within `timeoutMs` */
  askAll<Answer>(path: string, question: object, timeoutMs: number): Promise<readonly Answer[]> {
    return Promise.all(this.each.map(instance => this.askOf<Answer>(instance, path, question, timeoutMs)));
  }

  private async askOf<Answer>(
    instances: Instances,
    path: string,
    question: object,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const answer = await send(
      instances,
      {
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/json',
          [IDENTITY_HEADER]: await this.signer.ask(this.service),
          ...traceHeaders(),
        },
        body: Buffer.from(JSON.stringify(question)),
        timeoutMs,
        ...(signal && { signal }),
      },
      this.connections,
    );
    if (answer.status >= 400) throw await failureOf(this.service, path, answer);
    return read<Answer>(answer);
  }
}
