import { goldenEvents } from '@counterfoil/testing';
import { deliveryCodec } from './delivery-aggregate.ts';

goldenEvents(deliveryCodec, new URL('./events.golden/delivery/', import.meta.url));
