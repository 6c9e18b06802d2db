import type { SessionEvent, SessionEventOf } from './events.ts';
import type { Awaits, Confirmation, Session, SessionState } from './state.ts';

const created = ({ type: _, at, ...facts }: SessionEventOf<'CheckoutSessionCreated'>): Session => ({
  ...facts,
  status: 'PENDING',
  awaits: null,
  ending: null,
  endFailedAt: null,
  confirmation: null,
  payer: null,
  billingAddress: null,
  shippingAddress: null,
  customFieldValues: {},
  attemptsLeft: facts.maxAttempts,
  createdAt: at,
  updatedAt: at,
});

const confirmed = (session: Session, event: SessionEventOf<'CheckoutSessionConfirmed'>): Session => {
  const { confirmationId, attempt, fingerprint, payer, billingAddress, shippingAddress, customFieldValues } = event;
  const given = { payer, billingAddress, shippingAddress, customFieldValues };
  const confirmation = { confirmationId, attempt, fingerprint };
  return { ...session, ...given, status: 'PROCESSING', confirmation, awaits: 'outcome', ending: null };
};

const confirmationOf = ({ sessionId, confirmation }: Session, { type }: SessionEvent): Confirmation => {
  if (!confirmation) throw new Error(`${type} without a confirmation of session ${sessionId}`);
  return confirmation;
};

const answered = (
  session: Session,
  event: SessionEvent,
  awaits: Awaits | null,
  ending: Session['ending'] = session.ending,
): Session => ({
  ...session,
  status: 'PROCESSING',
  confirmation: confirmationOf(session, event),
  awaits: awaits ?? 'action',
  ending,
});

const over = (session: Session, status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'EXPIRED'): Session => ({
  ...session,
  status,
  awaits: null,
  ending: null,
});

const evolveSession = (
  session: Session,
  event: Exclude<SessionEvent, { readonly type: 'CheckoutSessionCreated' }>,
): Session => {
  switch (event.type) {
    case 'CheckoutSessionConfirmed':
      return confirmed(session, event);
    case 'CheckoutSessionActionRequired':
      return answered(session, event, 'action');
    case 'CheckoutSessionAttemptDeclined':
      return { ...answered(session, event, 'payment_method'), attemptsLeft: event.attemptsLeft };
    case 'CheckoutSessionEndRequested':
      return answered(session, event, session.awaits, { operationId: event.operationId, reason: event.reason });
    case 'CheckoutSessionEndFailed':
      return { ...answered(session, event, session.awaits, null), endFailedAt: event.at };
    case 'CheckoutSessionCompleted':
      return over(session, 'COMPLETED');
    case 'CheckoutSessionFailed':
      return { ...over(session, 'FAILED'), attemptsLeft: 0 };
    case 'CheckoutSessionCancelled':
      return over(session, 'CANCELLED');
    case 'CheckoutSessionExpired':
      return over(session, 'EXPIRED');
    default:
      return event satisfies never;
  }
};

/** Folds one event onto the state. Throws when the stream breaks an invariant that the decider keeps. */
export const evolve = (state: SessionState, event: SessionEvent): SessionState => {
  if (event.type === 'CheckoutSessionCreated') return created(event);
  if (state.status === 'NONE') throw new Error(`${event.type} before CheckoutSessionCreated`);
  return evolveSession({ ...state, updatedAt: event.at }, event);
};
