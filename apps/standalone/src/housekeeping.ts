import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Clock } from '@counterfoil/platform';
import type { Idempotency } from '@counterfoil/platform/idempotency';
import type { Logger } from '@counterfoil/platform/logging';
import type { CardVault } from '@counterfoil/vault';

/** How often what has expired is deleted, milliseconds. It counts as gone before that. */
const EVERY_MS = 10 * 60_000;

/** Deletes kept answers after 7 days and cards after 24 hours. */
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly idempotency: Idempotency,
    private readonly vault: CardVault,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep().catch((error: unknown) => this.log.warn({ err: error }, 'could not delete what has expired'));
    }, EVERY_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.idempotency.sweep(now);
    await this.vault.sweep(now);
  }
}
