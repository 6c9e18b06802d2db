import { goldenEvents } from '@counterfoil/testing';
import { chargeAttemptCodec } from './charge-attempt-aggregate.ts';

goldenEvents(chargeAttemptCodec, new URL('./events.golden/', import.meta.url));
