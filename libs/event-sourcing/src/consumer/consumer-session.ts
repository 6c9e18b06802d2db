import type { PositionWaiters } from '../projection/position-waiters.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { Attempts } from './attempts.ts';
import { LazyCheckpoint, readConsumerCheckpoint } from './checkpoint.ts';
import { DeadLetters } from './dead-letters.ts';
import type { DeadLetter, GivenUp, Letter } from './dead-letters.ts';
import { KeyedLanes } from './keyed-lanes.ts';
import { LowWaterMark } from './low-water-mark.ts';
import type { KeyedConsumerOptions } from './options.ts';

/** Events read but not done; with so many the log is not read on. Bounds memory, and tells how far a stuck key lets others go. */
const WINDOW = 1_024;

const letterOf = ({ position, stream, revision, eventId, type }: RecordedEvent, key: string): Letter => ({
  ...{ position, key, stream, revision, eventId, type },
  message: null,
});

/** One tenure of a consumer: follows the log from the checkpoint on until it is ended or fails. */
export class ConsumerSession {
  private readonly ending = new AbortController();
  private readonly lanes = new KeyedLanes(this.ending.signal, error => this.fail(error));
  private readonly attempts: Attempts;
  private readonly letters: DeadLetters;
  private readonly mark: LowWaterMark;
  private readonly checkpoint: LazyCheckpoint;
  private failure: { readonly error: unknown } | undefined;
  private madeRoom = (): void => {};

  private constructor(
    private readonly options: KeyedConsumerOptions,
    private readonly waiters: PositionWaiters,
    private readonly from: bigint,
    /** Keys that have dead letters, and the position of the first of them. */
    private readonly parkedKeys: Map<string, bigint>,
  ) {
    this.attempts = new Attempts(options, this.ending.signal);
    this.letters = new DeadLetters(options.pool, options.name);
    this.mark = new LowWaterMark(from);
    this.checkpoint = new LazyCheckpoint(options.pool, options.name, options.log, from);
    this.advance();
  }

  static async open(options: KeyedConsumerOptions, waiters: PositionWaiters): Promise<ConsumerSession> {
    const [checkpoint, parkedKeys] = await Promise.all([
      readConsumerCheckpoint(options.pool, options.name),
      new DeadLetters(options.pool, options.name).firstOfKeys(),
    ]);
    return new ConsumerSession(options, waiters, checkpoint, parkedKeys);
  }

  /** Resolves after `end`, when the events in hand are done. @throws what `fail` was told */
  async run(): Promise<void> {
    try {
      await this.redriveDue();
      await this.follow();
    } catch (error) {
      this.fail(error);
    }
    await this.lanes.idle();
    await this.checkpoint.flush();
    if (this.failure) throw this.failure.error;
  }

  /** Hands out no further event. */
  end(): void {
    this.ending.abort();
    this.madeRoom();
  }

  fail(error: unknown): void {
    if (!this.ending.signal.aborted) this.failure = { error };
    this.end();
  }

  /** Runs the letters that an operator asked to have run again, each key's in its lane. */
  async redriveDue(): Promise<void> {
    for (const { key } of await this.letters.keysDue())
      if (!this.ending.signal.aborted) this.lanes.add(key, () => this.redrive(key));
  }

  private async follow(): Promise<void> {
    const { store, filter } = this.options;
    const { signal } = this.ending;
    for await (const batch of store.subscribe({ after: this.from, signal, ...(filter && { filter }) })) {
      for (const event of batch.events) {
        if (this.mark.undoneCount >= WINDOW) await new Promise<void>(resolve => (this.madeRoom = resolve));
        if (signal.aborted) return;
        this.take(event);
      }
      this.mark.reach(batch.position);
      this.advance();
    }
    if (!signal.aborted) throw new Error('The subscription to the log ended: stop consumers before the store');
  }

  private take(event: RecordedEvent): void {
    const key = this.options.key(event);
    const done = this.mark.begin(event.position);
    this.lanes.add(key, async () => {
      await this.process(event, key);
      done();
      this.advance();
      this.madeRoom();
    });
  }

  private advance(): void {
    const { position } = this.mark;
    this.checkpoint.reach(position);
    // After a restart the session goes over events that are done already.
    if (position > this.waiters.position) this.waiters.advance(position);
  }

  private async process(event: RecordedEvent, key: string): Promise<void> {
    const firstLetter = this.parkedKeys.get(key);
    if (firstLetter === undefined) {
      const givenUp = await this.attempt(event, key);
      if (givenUp) await this.bury(event, key, givenUp);
    } else if (event.position > firstLetter) {
      await this.letters.park(letterOf(event, key));
    }
    // Else it comes again after a crash: what is before its key's first letter was handled, and the letter is kept.
  }

  private attempt(event: RecordedEvent, key: string): Promise<GivenUp | undefined> {
    const { position, type } = event;
    return this.attempts.handle(() => this.options.handle(event), { position: String(position), type, key });
  }

  private async bury(event: RecordedEvent, key: string, givenUp: GivenUp): Promise<void> {
    await this.letters.bury(letterOf(event, key), givenUp);
    this.parkedKeys.set(key, event.position);
    const { name, log } = this.options;
    const { position, type } = event;
    log.error({ consumer: name, position: String(position), type, key }, 'event is a dead letter, its key is parked');
  }

  private async redrive(key: string): Promise<void> {
    for (let letter = await this.letters.firstOf(key); letter; letter = await this.letters.firstOf(key)) {
      this.parkedKeys.set(key, letter.position);
      const event = await this.read(letter);
      const givenUp = await this.attempt(event, key);
      if (givenUp) return this.bury(event, key, givenUp);
      await this.letters.remove(letter);
    }
    this.parkedKeys.delete(key);
  }

  private async read({ stream, revision }: DeadLetter): Promise<RecordedEvent> {
    for await (const event of this.options.store.readStream(stream, { from: revision, limit: 1 })) return event;
    throw new Error(`${stream} has no event ${revision}: the dead letters are not of this log`);
  }
}
