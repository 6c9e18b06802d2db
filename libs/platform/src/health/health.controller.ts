import { Controller, Get, Inject } from '@nestjs/common';
import { Access } from '../http/access.ts';
import { Problem } from '../problem/problem.ts';
import { Readiness } from './readiness.ts';

const OK = { status: 'ok' } as const;
const RETRY_AFTER_S = 1;

@Controller()
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** Alive: the process answers. */
  @Get('healthz')
  @Access('probe')
  healthz() {
    return OK;
  }

  /** Ready: every part can serve; 503 `not_ready` names those that cannot. */
  @Get('readyz')
  @Access('probe')
  async readyz() {
    const failing = await this.readiness.failing();
    if (failing.length === 0) return OK;
    const names = failing.map(({ name }) => name).join(', ');
    throw new Problem('not_ready', `Not ready: ${names}. Try again shortly.`, {
      retryAfter: RETRY_AFTER_S,
      cause: failing,
    });
  }
}
