import type { FastifyRequest } from 'fastify';
import type { ApiKeys } from '../auth/api-keys.ts';
import { IDENTITY_HEADER, type Identity } from '../identity/identity.ts';
import { IdentityRefused, type IdentityVerifier } from '../identity/identity-verifier.ts';
import { Problem } from '../problem/problem.ts';
import type { RequestContext } from '../request-context.ts';
import { edgeProblem } from './edge-problems.ts';
import { audienceOf } from './request.ts';

/** Who sends a request, and what else its sender has settled about it; the rest is the edge's. */
export type Admitted = Pick<RequestContext, 'merchantId' | 'actor'> &
  Partial<RequestContext> & { readonly requestId?: string };

type Admission = Admitted | Problem;

/** Says who sends a request, or why it is refused. At once, unless something must be looked up. */
export type Callers = (request: FastifyRequest) => Admission | Promise<Admission>;

const NOBODY: Admitted = { merchantId: '', actor: 'system' };
const PAYER: Admitted = { merchantId: '', actor: 'payer' };

const BEARER = /^bearer +(\S+) *$/i;

/** Merchants by their API keys; payers and others need none. */
export const apiKeyCallers =
  (apiKeys: ApiKeys): Callers =>
  request => {
    const audience = audienceOf(request);
    if (audience !== 'merchant') return audience === 'payer' ? PAYER : NOBODY;
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const found = key === undefined ? null : apiKeys.find(key);
    return found instanceof Promise ? found.then(admissionOf) : admissionOf(found);
  };

const admissionOf = (caller: Awaited<ReturnType<ApiKeys['find']>>): Admission =>
  caller === null ? edgeProblem('unauthenticated') : { merchantId: caller.merchantId, actor: caller.keyId };

/** What `www-authenticate` says where an identity is refused: it is the gateway's or a service's fault, never a merchant's. */
export const IDENTITY_CHALLENGE = 'Counterfoil-Identity';

const noIdentity = ({ fault }: IdentityRefused): Problem =>
  new Problem(
    'unauthenticated',
    `This service answers to the gateway and to other services only: the identity is ${fault}.`,
    {
      challenge: `${IDENTITY_CHALLENGE} error="${fault}"`,
    },
  );

/**
 * The gateway for others, and other services for themselves, each by a signed identity. What the gateway forwards keeps
 * the ids and the time that the gateway gave it, at whichever instance it arrives.
 */
export const identityCallers =
  (verifier: IdentityVerifier): Callers =>
  request =>
    audienceOf(request) === 'probe' ? NOBODY : identified(verifier, request);

/** Whether `identity` may be used at such a route: a merchant's needs its merchant. */
const isMeantFor = (request: FastifyRequest, { issuer, forwarded }: Identity): boolean => {
  const audience = audienceOf(request);
  if (audience === 'internal') return request.routeOptions.config.callers?.includes(issuer) ?? false;
  if (issuer !== 'gateway') return false;
  return audience === 'merchant' ? Boolean(forwarded?.context.merchantId) : audience === 'open' || forwarded !== null;
};

const identified = async (verifier: IdentityVerifier, request: FastifyRequest): Promise<Admission> => {
  try {
    const identity = await verifier.verify(request.headers[IDENTITY_HEADER]);
    if (!isMeantFor(request, identity)) throw new IdentityRefused('other_issuer');
    const { issuer, forwarded } = identity;
    return forwarded ? { ...forwarded.context, requestId: forwarded.requestId } : { merchantId: '', actor: issuer };
  } catch (error) {
    if (error instanceof IdentityRefused) return noIdentity(error);
    throw error;
  }
};
