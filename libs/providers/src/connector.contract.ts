import { authorizing } from './contract/authorizing.ts';
import { callingBack } from './contract/calling-back.ts';
import { disputing } from './contract/disputing.ts';
import { givingUp } from './contract/giving-up.ts';
import { operating } from './contract/operating.ts';
import { operatingInTrouble } from './contract/operating-in-trouble.ts';
import type { ProviderUnderTest } from './contract/provider-under-test.ts';
import { suffering } from './contract/suffering.ts';
import { taking } from './contract/taking.ts';

/** What every connector does with its provider, which the sandbox plays. */
export const connectorContract = (name: string, open: () => Promise<ProviderUnderTest>): void =>
  describe(`the connector of ${name}`, () => {
    let provider: ProviderUnderTest;

    beforeAll(async () => {
      provider = await open();
    });
    afterEach(() => provider.noFaults());
    afterAll(() => provider.close());

    for (const part of [
      authorizing,
      taking,
      suffering,
      givingUp,
      operating,
      operatingInTrouble,
      disputing,
      callingBack,
    ])
      part(() => provider);
  });
