import { goldenEvents } from '@counterfoil/testing';
import { routingRulesCodec } from './routing-rules-aggregate.ts';

goldenEvents(routingRulesCodec, new URL('./routing-rules.golden/', import.meta.url));
