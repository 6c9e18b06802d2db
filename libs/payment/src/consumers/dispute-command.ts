import type { Message } from '@counterfoil/service';
import type { PaymentCommand } from '../domain/commands.ts';

/** What a provider reports of disputes. */
export const DISPUTE_NEWS = ['charge.disputed', 'charge.dispute_won', 'charge.dispute_lost'] as const;
type DisputeNews = Message<(typeof DISPUTE_NEWS)[number]>;

export const isDisputeNews = (message: { readonly type: string }): message is DisputeNews =>
  DISPUTE_NEWS.some(type => type === message.type);

/** What news of a dispute means for the payment that was charged. */
export const disputeCommandFor = ({ type, data }: DisputeNews, now: string): PaymentCommand => {
  const dispute = { disputeId: data.dispute_id, attemptId: data.charge.id, now };
  switch (type) {
    case 'charge.disputed':
      return {
        ...{ type: 'OpenDispute', ...dispute },
        ...{ amount: BigInt(data.disputed_amount), reason: data.reason },
      };
    case 'charge.dispute_won':
      return { type: 'WinDispute', ...dispute };
    case 'charge.dispute_lost':
      return { type: 'LoseDispute', ...dispute };
  }
};
