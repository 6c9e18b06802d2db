import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { PAGE, readRows } from './log-reader.ts';
import { TAIL_EVENTS, type Tail } from './tail.ts';

/** Notifications wake; this only bounds how long a connection that is dead without saying so stays unnoticed. */
const RECHECK_MS = 5_000;
const RECONNECT_MS = 200;
/** Between two fetches: of many processes each reads what any of them appends, and a fetch for each append would be most of their work. */
const GATHER_MS = 15;
/** How long a notification waits for an append of ours that may be what it tells of. */
const OWN_ANSWER_MS = 50;

/** Keeps the tail up with what any process appends, on a connection of its own that it opens again when it is lost. */
export class LogListener {
  private closing = false;
  private lost = false;
  /** The head as last notified. */
  private heard = 0n;
  private wake = (): void => {};
  private readonly listening: Promise<void>;

  constructor(
    private readonly config: ClientConfig,
    private readonly tail: Tail,
    /** Resolves when what this process is appending now is in the tail, or has failed. */
    private readonly ownAppend: () => Promise<void>,
  ) {
    this.listening = this.keepListening();
  }

  async close(): Promise<void> {
    this.closing = true;
    this.wake();
    await this.listening;
  }

  private async keepListening(): Promise<void> {
    while (!this.closing) {
      const client = new Client({ ...this.config, application_name: 'counterfoil log listener' });
      try {
        await this.listen(client);
      } catch {
        // Whatever it was, the next connection fetches what this one missed.
        await pause(RECONNECT_MS);
      }
      // Ending a connection that is lost already has nothing to report.
      await client.end().catch(() => {});
    }
  }

  private async listen(client: Client): Promise<void> {
    this.lost = false;
    client.on('error', () => this.lose());
    client.on('end', () => this.lose());
    client.on('notification', ({ payload }) => {
      this.heard = BigInt(payload ?? 0);
      // Most of it would be forgotten as soon as it is fetched.
      if (this.heard > this.tail.head) this.wake();
    });
    await client.connect();
    await client.query('listen event_log');
    // First what was appended before we listened.
    let mayLag = true;
    let fetchedAt = -Infinity;
    while (!this.closing && !this.lost) {
      if (mayLag) {
        const early = fetchedAt + GATHER_MS - performance.now();
        if (early > 0) await pause(early);
        fetchedAt = performance.now();
        await this.catchUp(client);
      }
      mayLag = await this.untilNews();
    }
  }

  private lose(): void {
    this.lost = true;
    this.wake();
  }

  /** Resolves true when the tail may lag behind the log. */
  private async untilNews(): Promise<boolean> {
    const rechecking = await new Promise<boolean>(resolve => {
      const timer = setTimeout(resolve, RECHECK_MS, true);
      this.wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
      // Most of it would be forgotten as soon as it is fetched.
      if (this.heard > this.tail.head || this.lost || this.closing) this.wake();
    });
    // What this process appends itself reaches the tail with the answer, which the notification may overtake.
    await Promise.race([this.ownAppend(), pause(OWN_ANSWER_MS)]);
    return rechecking || this.heard > this.tail.head;
  }

  private async catchUp(client: Client): Promise<void> {
    // Most of it would be forgotten as soon as it is fetched.
    if (this.heard > this.tail.head + BigInt(TAIL_EVENTS)) this.tail.restartAt(this.heard);
    for (let fetched = PAGE; fetched === PAGE && !this.closing;) {
      const rows = await readRows(client, this.tail.head);
      this.tail.push(rows);
      fetched = rows.length;
    }
  }
}
