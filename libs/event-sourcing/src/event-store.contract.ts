import { againstModel } from './contract/model.ts';
import { appending } from './contract/appending.ts';
import type { LogUnderTest } from './contract/log-under-test.ts';
import { reading } from './contract/reading.ts';
import { subscribing } from './contract/subscribing.ts';
import { underLoad, type Load } from './contract/under-load.ts';
import type { EventStore } from './event-store.ts';

/** How an adapter offers a log to the contract. The log need not be empty. */
export interface OpenedLog {
  readonly store: EventStore;
  /** One more client of the same log, as another process would have it; the contract closes it. */
  another(): Promise<EventStore>;
  /** Closes `store` and removes the log. */
  close(): Promise<void>;
}

/** What a server stands. */
const FULL_LOAD: Load = { ofEachWriter: 2_500, notPulled: 50_000 };

/** What every adapter of the EventStore port does. Positions are only taken to increase. */
export const eventStoreContract = (name: string, open: () => Promise<OpenedLog>, load: Load = FULL_LOAD): void =>
  describe(name, () => {
    let opened: OpenedLog;
    let log: LogUnderTest;

    beforeAll(async () => {
      opened = await open();
      log = { store: opened.store, other: await opened.another(), another: () => opened.another() };
    });
    afterAll(async () => {
      await log.other.close();
      await opened.close();
    });

    for (const part of [appending, againstModel, reading, subscribing]) part(() => log);
    underLoad(() => log, load);
  });
