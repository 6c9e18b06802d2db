import { Problem } from '@counterfoil/platform';

/** What is known of the providers by whoever is about to take a payer's money. */
export interface ProviderOutage {
  /** How long it lasts that no provider at all takes a call, milliseconds; null while one does. At once, unless asked elsewhere. */
  outageMs(): number | null | Promise<number | null>;
}

/** Nest's injection token of `ProviderOutage`. */
export const PROVIDER_OUTAGE = Symbol('ProviderOutage');

/**
 * Before something begins that no provider could carry out now; what has begun already is told as it stands. `undo` what
 * was taken for it.
 * @throws Problem provider_unavailable, and nothing was done
 */
export const refuseInOutage = async (
  outage: ProviderOutage,
  begins: () => Promise<boolean>,
  undo: () => Promise<void>,
): Promise<void> => {
  const outageMs = await outage.outageMs();
  if (outageMs === null || !(await begins())) return;
  await undo();
  throw new Problem('provider_unavailable', 'No payment provider can be reached at present. Try again shortly.', {
    retryAfter: Math.max(1, Math.ceil(outageMs / 1_000)),
  });
};
