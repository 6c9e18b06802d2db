import { exportJWK, generateKeyPair } from 'jose';

/** RFC 8037: who verifies needs no more. `kid` is the name of the process. */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly kid: string;
  readonly x: string;
}

export interface PrivateKey extends PublicKey {
  readonly d: string;
}

/** RFC 7517. */
export interface PublicKeys {
  readonly keys: readonly PublicKey[];
}

const newKey = async (kid: string): Promise<PrivateKey> => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  return { kty: 'OKP', crv: 'Ed25519', kid, x, d };
};

/** A key for each process, and the set by which they know each other. */
export const newServiceKeys = async <Name extends string>(
  names: readonly Name[],
): Promise<{ readonly privateKeys: Readonly<Record<Name, PrivateKey>>; readonly publicKeys: PublicKeys }> => {
  const keys = await Promise.all(names.map(newKey));
  return {
    privateKeys: Object.fromEntries(keys.map(key => [key.kid, key])) as Record<Name, PrivateKey>,
    publicKeys: { keys: keys.map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x })) },
  };
};
