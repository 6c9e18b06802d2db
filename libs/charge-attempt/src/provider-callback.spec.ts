import { goldenEvents } from '@counterfoil/testing';
import { providerCallbackCodec } from './provider-callback.ts';

goldenEvents(providerCallbackCodec, new URL('./provider-callback.golden/', import.meta.url));
