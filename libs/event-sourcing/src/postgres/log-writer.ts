import { Client, type ClientConfig } from 'pg';
import { AppendOutcomeUnknown } from '../event-store-errors.ts';
import { appendGroup, type GroupOutcome } from './append-group.ts';
import { isConnectionLost, whileConnectionLost } from './connection-lost.ts';
import type { EncodedAppend } from '../encode-append.ts';

/** How long to look for the outcome of a group whose connection was lost. */
const GIVE_UP_AFTER_MS = 10_000;

/** The one connection that appends. One group at a time. */
export class LogWriter {
  private client: Client | undefined;

  constructor(
    private readonly config: ClientConfig,
    private readonly giveUpAfterMs = GIVE_UP_AFTER_MS,
  ) {}

  /**
   * A group in flight on a lost connection may be committed or not, so it is sent again: it then answers as it did, or
   * would have done, the first time.
   * @throws AppendOutcomeUnknown when the server stays out of reach
   */
  async append(group: readonly EncodedAppend[]): Promise<GroupOutcome> {
    const giveUpAt = performance.now() + this.giveUpAfterMs;
    try {
      return await whileConnectionLost(
        () => this.send(group),
        () => performance.now() < giveUpAt,
      );
    } catch (error) {
      throw isConnectionLost(error) ? new AppendOutcomeUnknown({ cause: error }) : error;
    }
  }

  async close(): Promise<void> {
    await this.client?.end();
  }

  private async send(group: readonly EncodedAppend[]): Promise<GroupOutcome> {
    const client = (this.client ??= await this.connect());
    try {
      return await appendGroup(client, group);
    } catch (error) {
      if (isConnectionLost(error)) this.abandon(client);
      throw error;
    }
  }

  private async connect(): Promise<Client> {
    const client = new Client({ ...this.config, application_name: 'counterfoil log writer' });
    client.on('error', () => this.abandon(client));
    await client.connect();
    return client;
  }

  private abandon(client: Client): void {
    if (this.client === client) this.client = undefined;
    // It is lost already; ending it only frees the socket.
    client.end().catch(() => {});
  }
}
