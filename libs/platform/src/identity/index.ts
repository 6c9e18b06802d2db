export { IDENTITY_HEADER } from './identity.ts';
export type { Forwarded } from './identity.ts';
export { IdentitySigner } from './identity-signer.ts';
export { IdentityVerifier } from './identity-verifier.ts';
export { newServiceKeys } from './service-keys.ts';
export type { PrivateKey, PublicKeys } from './service-keys.ts';
