import { goldenEvents } from '@counterfoil/testing';
import { paymentCodec } from './payment-aggregate.ts';

goldenEvents(paymentCodec, new URL('./events.golden/', import.meta.url));
