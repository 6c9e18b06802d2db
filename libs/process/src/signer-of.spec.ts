import { newServiceKeys } from '@counterfoil/platform/identity';
import { signerOf } from './signer-of.ts';
import { StartFailure } from './start-failure.ts';

it('a process signs with a key of its own name only, and does not start with another', async () => {
  const { privateKeys } = await newServiceKeys(['gateway', 'session']);
  expect((await signerOf('gateway', { servicePrivateKey: privateKeys.gateway })).name).toBe('gateway');
  const failure: unknown = await signerOf('gateway', { servicePrivateKey: privateKeys.session }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StartFailure);
  expect(String(failure)).toContain('SERVICE_PRIVATE_KEY: its kid must be gateway');
  expect(String(failure)).not.toContain(privateKeys.session.d);
});
