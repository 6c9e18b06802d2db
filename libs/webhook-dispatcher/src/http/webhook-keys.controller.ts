import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Access } from '@counterfoil/platform/http';
import type { WebhookKeySet } from '../delivery/signing-key.ts';

/** Nest's injection token: `WebhookKeySet` */
export const WEBHOOK_KEYS = Symbol('WebhookKeys');

/** `/.well-known/webhook-keys.json`: what anybody verifies `v1a` signatures with. */
@Controller('.well-known')
export class WebhookKeysController {
  constructor(@Inject(WEBHOOK_KEYS) private readonly keys: WebhookKeySet) {}

  @Get('webhook-keys.json')
  @Access('open')
  @Header('cache-control', 'public, max-age=300')
  list(): WebhookKeySet {
    return this.keys;
  }
}
