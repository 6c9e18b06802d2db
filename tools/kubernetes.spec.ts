import { existsSync } from 'node:fs';
import { settingsGuide } from '@counterfoil/platform/config';
import { topics } from '@counterfoil/contracts';
import { parse } from 'yaml';
import { ownServices, variablesIn } from './deployment/compose.ts';
import { image } from './deployment/dockerfile.ts';
import {
  builtByKubectl,
  describeWithKubectl,
  type KubernetesObject,
  type Labels,
  templateOf,
  written,
} from './deployment/kubernetes.ts';
import { kustomize } from './deployment/kustomize.ts';
import { refusedByRestricted } from './deployment/restricted.ts';
import { read, root } from './deployment/root.ts';
import { faultsOf } from './deployment/kubernetes-faults.ts';

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path?: string }[];
}

/** Secrets and their keys that k8s/README.md tells to make, or that an operator makes. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  counterfoil: Object.keys(variablesIn(read('docker/.env.example'))),
  'counterfoil-sandbox-psp': ['username', 'password'],
  'counterfoil-event-store': ['url', 'ca.crt'],
  'counterfoil-db-app': ['username', 'password'],
  'counterfoil-db-ca': ['ca.crt'],
};

/** Parts of others' values, and what single processes read besides the settings. */
const alsoRead = [/^DATABASE_(?:PASSWORD|PLACE)$/, /^SANDBOX_PSP_\w+$/];

const isKnown = (name: string): boolean =>
  settingsGuide.some(each => each.name === name) || alsoRead.some(pattern => pattern.test(name));

const matches = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

const labelsOf = (object: KubernetesObject): Labels => templateOf(object)?.metadata.labels ?? {};

describe('k8s/', () => {
  it('lists nothing that is not there', () => {
    const kustomizations = written.filter(({ path }) => path.endsWith('/kustomization.yaml'));
    expect(kustomizations.length).toBeGreaterThan(5);
    for (const { path } of kustomizations) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      const { resources = [], components = [], patches = [] } = parse(read(path)) as Kustomization;
      const listed = [...resources, ...components, ...patches.flatMap(patch => patch.path ?? [])];
      expect(listed.filter(each => !existsSync(`${root}${folder}/${each}`))).toEqual([]);
      const files = written.map(file => file.path).filter(file => file.startsWith(`${folder}/`));
      const beside = files.filter(file => file !== path && !file.slice(folder.length + 1).includes('/'));
      expect(beside.filter(file => !listed.includes(file.slice(folder.length + 1)))).toEqual([]);
    }
  });

  it('has the alerts of docker/prometheus', () => {
    const [rule] = written.find(({ path }) => path.endsWith('monitoring/rules.yaml'))?.objects ?? [];
    expect(rule?.spec).toEqual(parse(read('docker/prometheus/rules.yaml')));
  });

  it('makes the topics that the contexts speak on', () => {
    const made = written
      .flatMap(({ objects }) => objects)
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map(({ spec }) => spec?.['topicName']);
    expect(new Set(made)).toEqual(new Set(Object.values(topics)));
  });
});

const overlays = ['k8s/overlays/sandbox', 'k8s/overlays/production'];

/** Without what the order of lists, and the hash in the name of a ConfigMap, say. */
const comparable = (objects: readonly KubernetesObject[]): unknown => {
  const unordered = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.map(unordered).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, each]) => [key, unordered(each)]));
  };
  return JSON.parse(JSON.stringify(unordered(objects)).replaceAll(/"counterfoil-[a-z0-9]{10}"/g, '"counterfoil"'));
};

describeWithKubectl('kubectl', () => {
  it.each([...overlays, 'k8s/dependencies/eventstoredb'])('makes of %s what is tested here', folder => {
    expect(comparable(kustomize(folder))).toEqual(comparable(builtByKubectl(folder)));
  });
});

describe('k8s/dependencies/eventstoredb', () => {
  it('is made of objects that their schemas, or their operators, take', () => {
    const objects = kustomize('k8s/dependencies/eventstoredb');
    expect(objects.flatMap(faultsOf)).toEqual([]);
    expect(objects.find(({ kind }) => kind === 'KurrentDB')?.spec).toMatchObject({ configuration: { MemDb: false } });
  });
});

describe.each(overlays)('%s', overlay => {
  const objects = kustomize(overlay);
  const workloads = objects.flatMap(object => {
    const template = templateOf(object);
    return template ? [{ name: object.metadata.name, kind: object.kind, ...template }] : [];
  });
  const ofKind = (...kinds: readonly string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const settings = ofKind('ConfigMap')[0];

  it('is made of objects that their schemas, or their operators, take', () => {
    expect(
      objects
        .map(object => ({ name: object.metadata.name, kind: object.kind, faults: faultsOf(object) }))
        .filter(({ faults }) => faults.length > 0),
    ).toEqual([]);
  });

  it('runs every process, by the command that the image is tested with', () => {
    const commands = Object.fromEntries(ownServices.map(([name, { command }]) => [name, command]));
    expect(Object.fromEntries(workloads.map(({ name, spec }) => [name, spec.containers[0]?.args]))).toEqual(commands);
  });

  it('has no pod that the restricted Pod Security Standard refuses, nor one that may write or ask the cluster', () => {
    for (const { name, spec } of workloads)
      expect({
        name,
        refused: refusedByRestricted(spec),
        readOnly: spec.containers.map(({ securityContext }) => securityContext?.['readOnlyRootFilesystem']),
        token: spec.automountServiceAccountToken,
        links: spec.enableServiceLinks,
      }).toEqual({ name, refused: [], readOnly: [true], token: false, links: false });
    expect(ofKind('Namespace').map(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'])).toEqual([
      'restricted',
    ]);
  });

  it('asks for what it needs, and is probed where it listens', () => {
    for (const { name, kind, spec } of workloads) {
      const [container] = spec.containers;
      expect(container?.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
      if (kind === 'Job') continue;
      const { startupProbe, readinessProbe, livenessProbe, ports = [] } = container ?? { ports: [] };
      const probes = [startupProbe, readinessProbe, livenessProbe];
      const paths = probes.map(probe => probe?.httpGet?.path);
      expect({ name, paths }).toEqual({
        name,
        paths: name === 'sandbox-psp' ? [undefined, undefined, undefined] : ['/readyz', '/readyz', '/healthz'],
      });
      const named = probes.map(probe => probe?.httpGet?.port ?? probe?.tcpSocket?.port);
      expect(named).toEqual(Array.from({ length: 3 }, () => ports[0]?.name));
      expect(ports[0]?.containerPort).toBe(name === 'sandbox-psp' ? 3001 : Number(image.environment['PORT']));
    }
  });

  it('knows every variable that it sets, and names no secret that nobody makes', () => {
    const keys = Object.keys(settings?.data ?? {});
    expect(keys.filter(name => !isKnown(name))).toEqual([]);
    for (const { name, spec } of workloads)
      for (const { env = [], envFrom = [] } of spec.containers) {
        expect({ name, unknown: env.filter(each => !isKnown(each.name)) }).toEqual({ name, unknown: [] });
        expect(envFrom.filter(({ configMapRef }) => configMapRef.name !== settings?.metadata.name)).toEqual([]);
        const refs = env.flatMap(({ valueFrom }) => valueFrom ?? []);
        const lost = refs.filter(
          ({ secretKeyRef: secret, configMapKeyRef: map }) =>
            !(secret
              ? secretKeys[secret.name]?.includes(secret.key)
              : map?.name === settings?.metadata.name && keys.includes(map?.key ?? '')),
        );
        expect({ name, lost }).toEqual({ name, lost: [] });
        const before = (index: number) => [...keys, ...env.slice(0, index).map(each => each.name)];
        const undefinedParts = env.flatMap(({ value = '' }, index) =>
          Array.from(value.matchAll(/\$\((\w+)\)/g), ([, part = '']) => part).filter(
            part => !before(index).includes(part),
          ),
        );
        expect({ name, undefinedParts }).toEqual({ name, undefinedParts: [] });
      }
    const mounted = workloads
      .flatMap(({ spec }) => spec.volumes ?? [])
      .flatMap(({ secret }) => secret?.secretName ?? []);
    expect(mounted.filter(name => !(name in secretKeys))).toEqual([]);
  });

  it('gives every process all that it does not start without', () => {
    for (const { name, spec } of workloads) {
      const given = [...Object.keys(settings?.data ?? {}), ...(spec.containers[0]?.env ?? []).map(each => each.name)];
      const needed = settingsGuide.filter(({ neededBy }) => neededBy.some(process => process === name));
      expect({ name, missing: needed.map(each => each.name).filter(each => !given.includes(each)) }).toEqual({
        name,
        missing: [],
      });
    }
  });

  it('selects pods that are there, with every selector', () => {
    const pods = objects.map(labelsOf);
    const engines = [{ 'cnpg.io/cluster': 'counterfoil-db' }, { 'strimzi.io/cluster': 'counterfoil' }];
    for (const object of ofKind('Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy')) {
      const { selector, podSelector } = (object.spec ?? {}) as {
        readonly selector?: Labels & { readonly matchLabels?: Labels };
        readonly podSelector?: { readonly matchLabels?: Labels };
      };
      const labels = podSelector?.matchLabels ?? selector?.matchLabels ?? selector;
      if (!labels) continue;
      const found = [...pods, ...engines].some(pod => matches(labels, pod));
      expect({ name: object.metadata.name, kind: object.kind, found }).toEqual({
        name: object.metadata.name,
        kind: object.kind,
        found: true,
      });
    }
    const deployments = ofKind('Deployment').map(({ metadata }) => metadata.name);
    const scaled = ofKind('HorizontalPodAutoscaler').map(
      ({ spec }) => (spec?.['scaleTargetRef'] as { readonly name: string }).name,
    );
    expect([...scaled, 'sandbox-psp'].sort()).toEqual([...deployments].sort());
    expect(
      ofKind('PodDisruptionBudget')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual([...scaled].sort());
  });

  it('lets in and out of each process those that its settings name, and nobody else', () => {
    interface Rule {
      readonly from?: readonly Peer[];
      readonly to?: readonly Peer[];
    }
    interface Peer {
      readonly podSelector?: { readonly matchLabels?: Labels };
      readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
    }
    const policies = ofKind('NetworkPolicy');
    const peersOf = (name: string, way: 'ingress' | 'egress', side: 'from' | 'to') =>
      policies
        .filter(
          ({ spec }) =>
            (spec?.['podSelector'] as { readonly matchLabels?: Labels }).matchLabels?.['app.kubernetes.io/name'] ===
            name,
        )
        .flatMap(({ spec }) => (spec?.[way] ?? []) as readonly Rule[])
        .flatMap(rule => rule[side] ?? [])
        .flatMap(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name'] ?? []);
    for (const [service, variable] of [
      ['session', 'SESSION_URL'],
      ['payment', 'PAYMENT_URL'],
      ['charge-attempt', 'CHARGE_ATTEMPT_URL'],
      ['webhook-dispatcher', 'WEBHOOK_DISPATCHER_URL'],
    ] as const) {
      const callers = settingsGuide.find(({ name }) => name === variable)?.neededBy ?? [];
      expect(new Set(peersOf(service, 'ingress', 'from'))).toEqual(new Set(callers));
      const callees = workloads.map(({ name }) => name).filter(name => peersOf(name, 'egress', 'to').includes(service));
      expect(new Set(callees)).toEqual(new Set(callers));
    }
    const denied = policies.find(({ metadata }) => metadata.name === 'deny-by-default')?.spec;
    expect(denied).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'counterfoil' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(workloads.filter(({ metadata }) => metadata.labels['app.kubernetes.io/part-of'] !== 'counterfoil')).toEqual(
      [],
    );
  });
});
