import { deadLetterContract } from './contract/dead-letters.ts';
import { deliveryContract } from './contract/delivery.ts';
import { faultContract } from './contract/faults.ts';
import type { MessagingUnderTest } from './contract/messaging-under-test.ts';

/** What every adapter of the messaging port owes. `open` gives one with an empty topic, for each test anew. */
export const messagingContract = (name: string, open: () => Promise<MessagingUnderTest>): void => {
  describe(`messaging on ${name}`, () => {
    let underTest: MessagingUnderTest | undefined;
    const current = (): MessagingUnderTest => {
      if (!underTest) throw new Error('No test is running');
      return underTest;
    };
    beforeEach(async () => {
      underTest = await open();
    });
    afterEach(async () => {
      await underTest?.close();
      underTest = undefined;
    });

    describe('delivery', () => deliveryContract(current));
    describe('dead letters', () => deadLetterContract(current));
    describe('faults', () => faultContract(current));
  });
};
