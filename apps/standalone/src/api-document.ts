import { chargeAttemptApi } from '@counterfoil/charge-attempt';
import { paymentApi } from '@counterfoil/payment';
import { openApiDocument, platformApi } from '@counterfoil/platform/openapi';
import { testClockApi } from '@counterfoil/service';
import { sessionApi } from '@counterfoil/session';
import { webhookApi } from '@counterfoil/webhook-dispatcher';
import { hostedPageApi } from '@counterfoil/gateway/hosted-page';

/** The OpenAPI document of everything that this product serves. */
export const apiDocument = () =>
  openApiDocument([sessionApi, paymentApi, testClockApi, chargeAttemptApi, webhookApi, hostedPageApi, platformApi]);
