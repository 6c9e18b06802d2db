import { Attempts, KeyedLanes } from '@counterfoil/event-sourcing';
import type { ConsumerLog, DeadLetter, DeadLetters, GivenUp } from '@counterfoil/event-sourcing';
import type { KafkaMessage } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '../messaging.ts';
import { arrivalAgain, arrivalOf, streamOf } from './arrival.ts';
import type { Arrival } from './arrival.ts';
import { inTraceOf } from './message-trace.ts';
import { typeOf } from './message.ts';
import { Progress } from './progress.ts';
import type { Commit } from './progress.ts';

/** Messages read but not done; with so many an instance reads no further. Bounds memory, and tells how far a stuck key lets others go. */
const WINDOW = 1_024;

/** How long messages that are read already may take to be done, when their partitions go to others. */
const GRACE_MS = 1_000;

export interface AssignmentOptions {
  readonly subscription: Subscription;
  readonly letters: DeadLetters;
  /** Shows a message that was given up on to whoever watches the dead-letter topic. */
  readonly showDead: (arrival: Arrival, givenUp: GivenUp) => Promise<void>;
  readonly log: ConsumerLog;
  /** Hears of each change that `toCommit` may tell of. */
  readonly moved: () => void;
  readonly failed: (error: unknown) => void;
}

/** The partitions that one instance of a group holds, from a join to the next. */
export class Assignment {
  /** Resolves once it may be handed messages. */
  readonly ready: Promise<void>;
  private readonly ending = new AbortController();
  private readonly lanes: KeyedLanes;
  private readonly attempts: Attempts;
  private readonly progress = new Map<string, Progress>();
  private readonly wanted: ReadonlySet<string>;
  private parkedKeys = new Set<string>();
  private isClosed = false;
  private inHand = 0;
  private madeRoom = (): void => {};

  /** `before` resolves when what this instance held before is out of its hands. */
  constructor(
    private readonly options: AssignmentOptions,
    private readonly streams: ReadonlySet<string>,
    before: Promise<void>,
  ) {
    const { subscription, log } = options;
    this.wanted = new Set(subscription.types);
    this.lanes = new KeyedLanes(this.ending.signal, error => this.fail(error));
    this.attempts = new Attempts({ ...subscription, name: subscription.group, log }, this.ending.signal);
    this.ready = before.then(() => this.begin());
    this.ready.catch((error: unknown) => this.fail(error));
  }

  get hasEnded(): boolean {
    return this.isClosed;
  }

  get isFull(): boolean {
    return this.inHand >= WINDOW && !this.isClosed;
  }

  /** Resolves when a message is done, or at the end. */
  room(): Promise<void> {
    return new Promise(resolve => (this.madeRoom = resolve));
  }

  take(topic: string, partition: number, message: KafkaMessage): void {
    const stream = streamOf(topic, partition);
    const offset = BigInt(message.offset);
    const progress = this.progress.get(stream) ?? new Progress(topic, partition, offset);
    this.progress.set(stream, progress);
    if (this.isClosed || !progress.isNew(offset)) return;
    const type = typeOf(message);
    if (type !== undefined && !this.wanted.has(type)) {
      progress.pass(offset);
      this.options.moved();
      return;
    }
    const arrival = arrivalOf(stream, message, this.options.subscription.orderedBy ?? 'aggregate');
    const done = progress.begin(offset);
    this.inHand += 1;
    this.lanes.add(arrival.key, async () => {
      await this.process(arrival);
      done();
      this.inHand -= 1;
      this.options.moved();
      this.madeRoom();
    });
  }

  /** What the group may go on after, where the broker does not know yet. */
  toCommit(): readonly Commit[] {
    return Array.from(this.progress.values(), progress => progress.toCommit()).filter(commit => commit !== null);
  }

  /** Runs the letters that an operator asked to have run again, of keys whose first one came from a partition held here. */
  async redriveDue(): Promise<void> {
    for (const { key, stream } of await this.options.letters.keysDue())
      if (!this.isClosed && this.streams.has(stream)) this.lanes.add(key, () => this.redrive(key));
  }

  /** Takes no further message; resolves when those that handlers are at are done. */
  async end(): Promise<void> {
    this.isClosed = true;
    this.madeRoom();
    // What is read and not handled would come again, with whatever was handled beside it.
    await Promise.race([this.lanes.idle(), sleep(GRACE_MS, undefined, { ref: false })]);
    this.ending.abort();
    await this.lanes.idle();
  }

  private async begin(): Promise<void> {
    this.parkedKeys = new Set((await this.options.letters.firstOfKeys()).keys());
    await this.redriveDue();
  }

  private fail(error: unknown): void {
    if (!this.ending.signal.aborted) this.options.failed(error);
  }

  private async process(arrival: Arrival): Promise<void> {
    const { key, letter } = arrival;
    if (this.parkedKeys.has(key)) {
      if (await this.options.letters.parkBehind(letter())) return;
      // Another instance has run them: an order over topics lets it have some of the key's messages.
      this.parkedKeys.delete(key);
    }
    const givenUp = await this.attempt(arrival);
    if (givenUp) await this.bury(arrival, givenUp);
  }

  private async attempt({ message, event, key, type }: Arrival): Promise<GivenUp | undefined> {
    // To try again would change nothing; the group goes on, because anybody may write to a topic.
    if (event instanceof Error) return { error: event, attempts: 1 };
    const handle = () => inTraceOf(message, () => this.options.subscription.handle(event));
    return this.attempts.handle(handle, { id: event.id, type, key });
  }

  /** First the topic, then the row, which is what counts: a crash in between shows it twice. */
  private async bury(arrival: Arrival, givenUp: GivenUp): Promise<void> {
    const { key, type } = arrival;
    const { subscription, letters, log } = this.options;
    await this.options.showDead(arrival, givenUp);
    await letters.bury(arrival.letter(), givenUp);
    this.parkedKeys.add(key);
    const { stream, revision, eventId: id } = arrival.letter();
    log.error(
      { consumer: subscription.group, id, type, key, stream, offset: revision },
      'message is a dead letter, its key is parked',
    );
  }

  private async redrive(key: string): Promise<void> {
    const { letters } = this.options;
    for (let letter = await letters.firstOf(key); letter; letter = await letters.firstOf(key)) {
      this.ending.signal.throwIfAborted();
      this.parkedKeys.add(key);
      const arrival = arrivalAgain(ofTopic(letter));
      const givenUp = await this.attempt(arrival);
      if (givenUp) return this.bury(arrival, givenUp);
      await letters.remove(letter);
    }
    this.parkedKeys.delete(key);
  }
}

const ofTopic = (letter: DeadLetter): DeadLetter & { readonly message: string } => {
  const { message, stream, revision } = letter;
  if (message === null) throw new Error(`${stream} ${revision} was given up on without Kafka: run it again there`);
  return { ...letter, message };
};
