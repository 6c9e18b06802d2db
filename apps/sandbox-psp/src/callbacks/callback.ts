import { deriveUuid } from '@counterfoil/platform';
import type { Operation } from '../books/operation.ts';
import type { Dispute } from '../disputes/dispute.ts';

/** News of one operation, before a protocol puts it into words. */
export interface News {
  /** The same news has the same id however often it is sent. */
  readonly id: string;
  readonly operation: Operation;
  /** True of older news: it was still being worked on. */
  readonly isProcessing: boolean;
  readonly at: Date;
}

/** News of a dispute. */
export interface DisputeNews {
  readonly id: string;
  readonly dispute: Dispute;
}

/** How a provider tells news. */
export interface CallbackProtocol {
  /** The body of a callback, as it is signed. */
  readonly writeNews: (news: News) => string;
  readonly writeDisputeNews: (news: DisputeNews) => string;
  /** The headers that say whose callback it is. `at`: the time of sending. */
  readonly signNews: (id: string, body: string, secret: string, at: Date) => Readonly<Record<string, string>>;
}

const newsOf = (operation: Operation, isProcessing: boolean, at: Date): News => {
  const { provider, reference, status } = operation;
  const said = isProcessing ? 'processing' : status;
  const id = `cb_${deriveUuid(provider, operation.operation, reference, said, at.toISOString())}`;
  return { id, operation, isProcessing, at };
};

/** What has become of an operation. */
export const latestNews = (operation: Operation): News => newsOf(operation, false, operation.at);

/** Older news of the same operation, for a receiver that must not let it undo the newer. */
export const earlierNews = (operation: Operation): News =>
  newsOf(operation, true, new Date(operation.at.getTime() - 1_000));

/** How a dispute stands. */
export const disputeNews = (dispute: Dispute): DisputeNews => ({
  id: `cb_${deriveUuid(dispute.provider, dispute.id, dispute.status)}`,
  dispute,
});

/** Older news of the same dispute: that it was opened. */
export const earlierDisputeNews = (dispute: Dispute): DisputeNews =>
  disputeNews({ ...dispute, status: 'open', at: dispute.openedAt });
