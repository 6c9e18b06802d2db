import { goldenEvents } from '@counterfoil/testing';
import { endpointCodec } from './endpoint-aggregate.ts';

goldenEvents(endpointCodec, new URL('./events.golden/endpoint/', import.meta.url));
