import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Provider } from '../providers.ts';
import type { Psp } from '../psp.ts';
import { CONTENT_SECURITY_POLICY } from './page-style.ts';
import { challengePage, settledPage, unknownPage } from './page.ts';
import { findChallenged, settleChallenge, type PayerDecision } from './settle-challenge.ts';

interface OfChallenge {
  readonly Params: { readonly challenge: string };
}

/** The payer's side of 3-D Secure, under `/<provider>/3ds`: a page without script, and its two forms. */
export const challengeRoutes =
  (psp: Psp, provider: Provider) =>
  async (app: FastifyInstance): Promise<void> => {
    // The forms have no fields, yet a browser names this type.
    app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    });

    const html = (reply: FastifyReply, status: number, body: string): FastifyReply =>
      reply.code(status).type('text/html; charset=utf-8').send(body);

    app.get<OfChallenge>('/:challenge', async ({ params: { challenge } }, reply) => {
      const found = await findChallenged(psp.pool, provider, challenge);
      if (!found) return html(reply, 404, unknownPage());
      if (found.status !== 'requires_action') return html(reply, 200, settledPage(found));
      return html(reply, 200, challengePage(found, `/${provider}/3ds/${challenge}`));
    });

    const decide = async (reply: FastifyReply, challenge: string, decision: PayerDecision): Promise<FastifyReply> => {
      const found = await findChallenged(psp.pool, provider, challenge);
      if (!found) return html(reply, 404, unknownPage());
      const settled = await settleChallenge(psp.pool, found, decision);
      if (settled) {
        psp.callbacks.announce(settled, found.mandate.callbackUrl, undefined);
        psp.disputes.consider(settled);
      }
      return reply.redirect(found.mandate.returnUrl, 303);
    };

    app.post<OfChallenge>('/:challenge/complete', ({ params }, reply) => decide(reply, params.challenge, 'complete'));
    app.post<OfChallenge>('/:challenge/fail', ({ params }, reply) => decide(reply, params.challenge, 'fail'));
  };
