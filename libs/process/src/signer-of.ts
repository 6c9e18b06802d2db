import type { ProcessName, Settings } from '@counterfoil/platform/config';
import { IdentitySigner } from '@counterfoil/platform/identity';
import { needed, StartFailure } from './start-failure.ts';

/** Signs as the process `name`. @throws StartFailure when the key is another's, which nobody would believe */
export const signerOf = async (
  name: ProcessName,
  { servicePrivateKey }: Pick<Settings, 'servicePrivateKey'>,
): Promise<IdentitySigner> => {
  const key = needed('SERVICE_PRIVATE_KEY', servicePrivateKey);
  if (key.kid !== name)
    throw new StartFailure(`SERVICE_PRIVATE_KEY: its kid must be ${name}, the name of this process`);
  return IdentitySigner.of(key);
};
