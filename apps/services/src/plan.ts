import { fileURLToPath } from 'node:url';
import { type Passwords, type Role, roleUrl } from '@counterfoil/cli/migrate-everything';
import { eventStoreEngine } from '@counterfoil/event-sourcing';
import type { Settings } from '@counterfoil/platform/config';
import { newServiceKeys } from '@counterfoil/platform/identity';
import type { Planned } from './kept-process.ts';

/** The services behind the gateway, by the folder of `apps/` and the variable that holds their addresses. */
const SERVICES = {
  session: { role: 'counterfoil_session', variable: 'SESSION_URL' },
  payment: { role: 'counterfoil_payment', variable: 'PAYMENT_URL' },
  'charge-attempt': { role: 'counterfoil_charge_attempt', variable: 'CHARGE_ATTEMPT_URL' },
  'webhook-dispatcher': { role: 'counterfoil_webhook', variable: 'WEBHOOK_DISPATCHER_URL' },
} as const satisfies Record<string, { readonly role: Role; readonly variable: string }>;

const names = Object.keys(SERVICES) as readonly (keyof typeof SERVICES)[];

/** What the processes stand on. */
interface Ground {
  readonly settings: Settings;
  /** As its owner connects. */
  readonly databaseUrl: string;
  /** As the log's owner connects; an EventStoreDB has one address for all. */
  readonly eventStoreUrl: string;
  readonly passwords: Passwords;
  readonly messagingUrl: string | null;
  readonly vaultKey: Buffer;
  readonly freePort: () => Promise<number>;
}

/** Ours to give, to each process what it needs: not inherited. */
const GIVEN = [
  ...['DATABASE_URL', 'EVENT_STORE_URL', 'MESSAGING_URL', 'DATA_DIR', 'PORT', 'HOST', 'PUBLIC_URL', 'MIGRATE'],
  ...['VAULT_KEY', 'SANDBOX_API_KEY', 'SANDBOX_PSP_PORT', 'INSTANCES', 'SERVICE_PRIVATE_KEY', 'SERVICE_PUBLIC_KEYS'],
  ...Object.values(SERVICES).map(({ variable }) => variable),
];

const inherited = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !GIVEN.includes(name)));

const mainOf = (app: string): string => fileURLToPath(new URL(`../../${app}/src/main.ts`, import.meta.url));

interface Place {
  readonly service: keyof typeof SERVICES;
  readonly number: number;
  readonly port: number;
}

const placesOf = async ({ settings, freePort }: Ground): Promise<readonly Place[]> => {
  const places: Place[] = [];
  for (const service of names)
    for (let number = 1; number <= settings.instances; number += 1)
      places.push({ service, number, port: await freePort() });
  return places;
};

/** Where each service is, by variable. */
const addresses = (places: readonly Place[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.map(name => [
      SERVICES[name].variable,
      places
        .filter(({ service }) => service === name)
        .map(({ port }) => `http://127.0.0.1:${port}`)
        .join(','),
    ]),
  );

/** Every process of the product with its settings: the services, and the gateways before them, which share `PORT`. */
export const planProcesses = async (
  ground: Ground,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly services: readonly Planned[]; readonly gateways: readonly Planned[] }> => {
  const { settings, databaseUrl, eventStoreUrl, passwords, messagingUrl, vaultKey } = ground;
  const places = await placesOf(ground);
  const { privateKeys, publicKeys } = await newServiceKeys(['gateway', ...names] as const);
  const shared = {
    ...inherited(env),
    ...addresses(places),
    MIGRATE: '0',
    PUBLIC_URL: settings.publicUrl,
    SANDBOX_PSP_PORT: String(settings.sandboxPspPort),
    SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
  };
  const services = places.map(({ service, number, port }): Planned => {
    const { role } = SERVICES[service];
    return {
      name: `${service}-${number}`,
      main: mainOf(service),
      env: {
        ...shared,
        PORT: String(port),
        DATABASE_URL: roleUrl(databaseUrl, role, passwords),
        EVENT_STORE_URL:
          eventStoreEngine(eventStoreUrl) === 'postgres' ? roleUrl(eventStoreUrl, role, passwords) : eventStoreUrl,
        ...(messagingUrl !== null && { MESSAGING_URL: messagingUrl }),
        VAULT_KEY: vaultKey.toString('base64'),
        SERVICE_PRIVATE_KEY: JSON.stringify(privateKeys[service]),
      },
    };
  });
  const gateways = Array.from({ length: settings.instances }, (_, at): Planned => ({
    name: `gateway-${at + 1}`,
    main: mainOf('gateway'),
    env: {
      ...shared,
      PORT: String(settings.port),
      HOST: settings.host,
      DATABASE_URL: roleUrl(databaseUrl, 'counterfoil_gateway', passwords),
      SERVICE_PRIVATE_KEY: JSON.stringify(privateKeys.gateway),
    },
  }));
  return { services, gateways };
};
