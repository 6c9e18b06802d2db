import { ChargeAttemptModule, chargeAttemptSchema } from '@counterfoil/charge-attempt';
import { topics } from '@counterfoil/contracts';
import { PaymentModule, paymentSchema } from '@counterfoil/payment';
import { ApiKeys } from '@counterfoil/platform/auth';
import { apiKeyCallers } from '@counterfoil/platform/http';
import {
  assertPortIsFree,
  firstKey,
  openDatabase,
  openSealer,
  sandboxConnectors,
  sandboxSecrets,
  serve,
  type Start,
  startSandboxProvider,
  StartFailure,
} from '@counterfoil/process';
import { sandboxPspMain } from '@counterfoil/sandbox-psp';
import { TestClockModule } from '@counterfoil/service';
import { SessionModule, sessionSchema } from '@counterfoil/session';
import { WebhookDispatcherModule, webhookSchema } from '@counterfoil/webhook-dispatcher';
import { apiDocument } from './api-document.ts';
import { HostedPageModule } from '@counterfoil/gateway/hosted-page';
import { publishers } from './publishers.ts';

/** Every service in one process. */
const modules = [SessionModule, PaymentModule, ChargeAttemptModule, WebhookDispatcherModule, HostedPageModule];

const schemas = [sessionSchema, paymentSchema, chargeAttemptSchema, webhookSchema];

/** Connections for requests, and as many for projections and consumers. */
const CONNECTIONS = 24;

/**
 * Starts the whole product.
 * @throws StartFailure, EmbeddedPostgresError; the reason of `stop`
 */
export const start: Start = async (settings, log, stop) => {
  if (settings.mode === 'live')
    throw new StartFailure('MODE=live: this version has no live provider yet; leave MODE unset for the sandbox');
  await using stack = new AsyncDisposableStack();
  await assertPortIsFree('PORT', settings.port);
  const database = await openDatabase(settings.databaseUrl, settings.dataDir, stop);
  stack.defer(() => database.stop());
  const { sandboxPspPort, providerTimeoutMs, rateLimitPerS } = settings;
  const sealer = await openSealer(settings);
  stop.throwIfAborted();
  const served = await serve(
    {
      modules,
      schemas,
      publishers,
      speaksOn: Object.values(topics),
      document: apiDocument,
      databaseUrl: database.url,
      connections: CONNECTIONS,
      sealer,
      openConnectors: async opened => {
        const beside = { main: sandboxPspMain, port: sandboxPspPort, databaseUrl: database.url };
        const provider = await startSandboxProvider({ ...beside, ...sandboxSecrets(sealer) }, log);
        opened.defer(() => provider.stop());
        stop.throwIfAborted();
        return sandboxConnectors(`http://127.0.0.1:${sandboxPspPort}`, providerTimeoutMs, sealer);
      },
      clockModule: clock => TestClockModule.of(clock),
      cvcs: 'memory',
      callers: async pool => {
        const apiKeys = await ApiKeys.open(pool);
        await apiKeys.register(settings.apiKeys);
        return apiKeyCallers(apiKeys);
      },
      rateLimitPerS,
    },
    settings,
    log,
    stop,
    stack,
  );
  const newKey = await firstKey(await ApiKeys.open(served.pool));
  const started = stack.move();
  return { url: served.url, newKey, stop: () => started.disposeAsync() };
};
