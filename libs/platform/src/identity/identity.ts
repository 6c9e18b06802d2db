import { z } from 'zod';
import type { RequestContext } from '../request-context.ts';

/** The header that bears it. Nobody outside may send it: the gateway sets its own. */
export const IDENTITY_HEADER = 'counterfoil-identity';

/** How long a token is taken, seconds. A request that is repeated elsewhere has it still. */
export const LIFETIME_S = 30;

/** A request that its gateway has authenticated: what it is named, and in which context it runs. */
export interface Forwarded {
  readonly requestId: string;
  readonly context: RequestContext;
}

/** Who sent a request to a service, and for whom. */
export interface Identity {
  /** The process that signed. */
  readonly issuer: string;
  /** Null: the process asks for itself. */
  readonly forwarded: Forwarded | null;
}

/** Our own claims beside `iss`, `aud` and `exp` (RFC 7519); `sub` is the merchant, absent where there is none. */
const claims = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1).optional(),
  request_id: z.string().min(1),
  actor: z.string().min(1),
  correlation_id: z.string().min(1),
  command_id: z.uuid(),
  now: z.iso.datetime({ precision: 3 }),
});

/** A process that asks for itself says no more than who it is. */
const ownClaims = z.strictObject({ iss: z.string().min(1), aud: z.string(), iat: z.number(), exp: z.number() });

export const claimsOf = ({ requestId, context }: Forwarded) => ({
  ...(context.merchantId !== '' && { sub: context.merchantId }),
  request_id: requestId,
  actor: context.actor,
  correlation_id: context.correlationId,
  command_id: context.commandId,
  now: context.now.toISOString(),
});

/** Undefined: the claims are not of any form that we sign. */
export const identityOf = (payload: unknown): Identity | undefined => {
  const own = ownClaims.safeParse(payload).data;
  if (own) return { issuer: own.iss, forwarded: null };
  const { data } = claims.safeParse(payload);
  if (!data) return undefined;
  const context = {
    merchantId: data.sub ?? '',
    actor: data.actor,
    correlationId: data.correlation_id,
    commandId: data.command_id,
    now: new Date(data.now),
  };
  return { issuer: data.iss, forwarded: { requestId: data.request_id, context } };
};
