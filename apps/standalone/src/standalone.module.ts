import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ChargeAttemptModule } from '@counterfoil/charge-attempt';
import { PaymentModule } from '@counterfoil/payment';
import { Idempotency, IdempotencyInterceptor } from '@counterfoil/platform/idempotency';
import { SessionModule } from '@counterfoil/session';
import { InfrastructureModule, type Infrastructure } from './infrastructure.module.ts';

/** Every service in one process. */
@Module({})
export class StandaloneModule {
  static of(infrastructure: Infrastructure, idempotency: Idempotency): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        CqrsModule.forRoot(),
        InfrastructureModule.of(infrastructure),
        SessionModule,
        PaymentModule,
        ChargeAttemptModule,
      ],
      providers: [
        { provide: Idempotency, useValue: idempotency },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
