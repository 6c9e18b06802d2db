import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ChargeAttemptModule } from '@counterfoil/charge-attempt';
import { PaymentModule } from '@counterfoil/payment';
import { Idempotency, IdempotencyInterceptor } from '@counterfoil/platform/idempotency';
import { DocsModule } from '@counterfoil/platform/openapi';
import { TestClock, TestClockModule, Timers } from '@counterfoil/service';
import { SessionModule } from '@counterfoil/session';
import { CardVault } from '@counterfoil/vault';
import { WebhookDispatcherModule } from '@counterfoil/webhook-dispatcher';
import { apiDocument } from './api-document.ts';
import { HostedPageController } from './hosted-page/hosted-page.controller.ts';
import { housekeeping } from './housekeeping.ts';
import { InfrastructureModule, type Infrastructure } from './infrastructure.module.ts';

/** Every service in one process. */
@Module({})
export class StandaloneModule implements OnModuleInit {
  constructor(
    @Inject(Timers) private readonly timers: Timers,
    @Inject(Idempotency) private readonly idempotency: Idempotency,
    @Inject(CardVault) private readonly vault: CardVault,
  ) {}

  onModuleInit(): void {
    this.timers.register(housekeeping(this.idempotency, this.vault));
  }

  static of(infrastructure: Infrastructure, idempotency: Idempotency): DynamicModule {
    const { clock } = infrastructure;
    return {
      module: StandaloneModule,
      imports: [
        CqrsModule.forRoot(),
        InfrastructureModule.of(infrastructure),
        SessionModule,
        PaymentModule,
        ChargeAttemptModule,
        WebhookDispatcherModule,
        DocsModule.of(apiDocument),
        ...(clock instanceof TestClock ? [TestClockModule.of(clock)] : []),
      ],
      controllers: [HostedPageController],
      providers: [
        { provide: Idempotency, useValue: idempotency },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
