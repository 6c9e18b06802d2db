import { goldenEvents } from '@counterfoil/testing';
import { recordedCodec } from './event-aggregate.ts';

goldenEvents(recordedCodec, new URL('./events.golden/event/', import.meta.url));
