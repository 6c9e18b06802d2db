import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ChargeAttemptModule } from '@counterfoil/charge-attempt';
import { PaymentModule } from '@counterfoil/payment';
import { Idempotency, IdempotencyInterceptor } from '@counterfoil/platform/idempotency';
import { CLOCK, LOG } from '@counterfoil/service';
import { SessionModule } from '@counterfoil/session';
import { CardVault } from '@counterfoil/vault';
import { Housekeeping } from './housekeeping.ts';
import { InfrastructureModule, type Infrastructure } from './infrastructure.module.ts';

const housekeeping = (...parts: ConstructorParameters<typeof Housekeeping>): Housekeeping => new Housekeeping(...parts);

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
        { provide: Housekeeping, useFactory: housekeeping, inject: [Idempotency, CardVault, CLOCK, LOG] },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
