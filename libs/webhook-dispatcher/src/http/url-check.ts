import { Problem } from '@counterfoil/platform';
import { checkUrl } from '../delivery/check-url.ts';

/** Nest's injection token of `AssertDeliverable`. */
export const ASSERT_DELIVERABLE = Symbol('AssertDeliverable');

/** @throws Problem validation_failed at `/url` for one that webhooks must not go to */
export type AssertDeliverable = (url: string) => Promise<void>;

/** By `WEBHOOK_ALLOW_LOOPBACK`. */
export const assertDeliverable =
  (allowLoopback: boolean): AssertDeliverable =>
  async url => {
    const detail = await checkUrl(url, { allowLoopback });
    if (detail === null) return;
    throw new Problem('validation_failed', 'Webhooks cannot be sent to this URL.', {
      errors: [{ pointer: '/url', detail }],
    });
  };
