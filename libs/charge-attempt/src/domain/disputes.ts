import type { ChargeAttemptEvent } from './events.ts';
import type { ChargeAttempt, Dispute } from './state.ts';

/** What happens to a dispute of the charge. */
export type DisputeEvent = Extract<ChargeAttemptEvent, { readonly disputeId: string }>;

export const isOfDispute = (event: ChargeAttemptEvent): event is DisputeEvent => 'disputeId' in event;

/** The dispute of that id; undefined when it was not reported. */
export const disputeOf = ({ disputes }: ChargeAttempt, disputeId: string): Dispute | undefined =>
  disputes.find(dispute => dispute.disputeId === disputeId);

const decided = (attempt: ChargeAttempt, disputeId: string, status: Dispute['status']): ChargeAttempt => ({
  ...attempt,
  disputes: attempt.disputes.map(dispute => (dispute.disputeId === disputeId ? { ...dispute, status } : dispute)),
});

export const evolveDisputes = (attempt: ChargeAttempt, { type, disputeId }: DisputeEvent): ChargeAttempt => {
  switch (type) {
    case 'ChargeDisputed':
      return { ...attempt, disputes: [...attempt.disputes, { disputeId, status: 'OPEN' }] };
    case 'ChargeDisputeWon':
      return decided(attempt, disputeId, 'WON');
    case 'ChargeDisputeLost':
      return decided(attempt, disputeId, 'LOST');
    default:
      return type satisfies never;
  }
};
