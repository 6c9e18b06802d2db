import { cards } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { unknown } from '../answered.ts';
import type { AuthorizeRequest, Connector, OperationRequest } from '../connector.ts';

/** A provider as the sandbox plays it, and connectors to it. */
export interface ProviderUnderTest {
  /** A connector whose calls have that deadline, milliseconds. */
  connect(timeoutMs: number): Connector;
  /** A connector to where nobody listens. */
  readonly unreachable: Connector;
  /** Has the next matching call suffer (the sandbox's README, "Control API"). */
  fault(fault: string, more?: object): Promise<unknown>;
  noFaults(): Promise<unknown>;
  /** Whether it is the one that cannot process the card 0119. */
  readonly failsToProcess: boolean;
  /** The provider's own books about a reference: one entry an operation. */
  books(
    reference: string,
  ): Promise<readonly { readonly operation: string; readonly status: string; readonly amount: number }[]>;
  /** What the payer does at a challenge. */
  answerChallenge(redirectUrl: string, button: 'Complete' | 'Fail'): Promise<unknown>;
  /** The body of a callback about what has that reference, of that charge. */
  callback(eventId: string, reference: string, charge: string): string;
  /** The body of a callback about a dispute of a charge. */
  disputeCallback(eventId: string, charge: string, dispute: string): string;
  /** The provider's own list of a charge's disputes. */
  disputes(charge: string): Promise<readonly { readonly id: string }[]>;
  decideDispute(id: string, outcome: 'won' | 'lost'): Promise<unknown>;
  /** The headers that the provider sends with that body at that time. */
  sign(eventId: string, body: Buffer, at: Date): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Nothing is known, whyever. */
export const UNKNOWN = { ...unknown(''), evidence: expect.stringMatching(/\w/) as unknown };

/** Nothing is known, for the answer was about other money. */
export const MISMATCH = { ...UNKNOWN, evidence: expect.stringMatching(/^mismatch: \w/) as unknown, mismatch: true };

/** What is known after a call that suffered that fault. */
export const unknownAfter = (fault: string) => (fault.startsWith('wrong_') ? MISMATCH : UNKNOWN);

/** Long enough for any answer, short enough for a test. */
export const PATIENT_MS = 20_000;
/** Shorter than any silence of the tests. */
export const IMPATIENT_MS = 250;

/** 125.00 TRY, captured at once, under a new reference. */
export const request = (change: Partial<AuthorizeRequest> = {}, number: string = cards.visa): AuthorizeRequest => ({
  reference: `ch_${randomUUID()}`,
  amount: 12_500n,
  currency: 'TRY',
  capture: true,
  challenge: false,
  card: { number, expMonth: 12, expYear: 2099, cvc: '737' },
  returnUrl: 'http://127.0.0.1:9/return',
  callbackUrl: 'http://127.0.0.1:9/callback',
  ...change,
});

/** That operation on the charge of `asked`, in full unless `change` says otherwise. */
export const operationOn = (
  asked: AuthorizeRequest,
  operation: OperationRequest['operation'],
  change: Partial<OperationRequest> = {},
): OperationRequest => ({
  operation,
  reference: operation === 'refund' ? `re_${randomUUID()}` : asked.reference,
  charge: asked.reference,
  amount: asked.amount,
  currency: asked.currency,
  ...change,
});
