import { goldenEvents } from '@counterfoil/testing';
import { sessionCodec } from './session-aggregate.ts';

goldenEvents(sessionCodec, new URL('./events.golden/', import.meta.url));
