import { execFileSync, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { read, root } from './root.ts';

/** Any object of Kubernetes: what is in it is for the tests to ask. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels; readonly namespace?: string };
  readonly spec?: Record<string, unknown>;
  readonly data?: Readonly<Record<string, string>>;
}

export type Labels = Readonly<Record<string, string>>;

interface KeyRef {
  readonly name: string;
  readonly key: string;
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly tcpSocket?: { readonly port: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: KeyRef; readonly configMapKeyRef?: KeyRef };
  }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
}

export interface Template {
  readonly metadata: { readonly labels: Labels };
  readonly spec: PodSpec;
}

export const documentsIn = (text: string): readonly KubernetesObject[] =>
  parseAllDocuments(text).map(document => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as KubernetesObject;
  });

interface Versions {
  readonly kustomizeVersion?: string;
}

/** Components and labels came with kustomize 4; older Debians have an older one. */
const canKustomize = (): boolean => {
  const { stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' });
  const { kustomizeVersion = '' } = JSON.parse(stdout || '{}') as Versions;
  return Number.parseInt(kustomizeVersion.replace('v', '')) >= 5;
};

/** `describe` where there is a kubectl of today; elsewhere its tests are skipped, and one line says why. */
export const describeWithKubectl = canKustomize() ? describe : describe.skip;

if (describeWithKubectl === describe.skip)
  process.stderr.write('kubectl 1.27 or newer is not here: only our own reading of the kustomizations is tested.\n');

/** All objects of k8s/, as they are written. */
export const written = globSync('k8s/**/*.yaml', { cwd: root, exclude: ['**/operator-values.yaml'] }).map(path => ({
  path,
  objects: documentsIn(read(path)),
}));

/** What `kubectl apply -k <folder>` would apply. */
export const builtByKubectl = (folder: string): readonly KubernetesObject[] =>
  documentsIn(execFileSync('kubectl', ['kustomize', folder], { cwd: root, encoding: 'utf8' }));

/** The pods of a workload, or null. */
export const templateOf = ({ kind, spec }: KubernetesObject): Template | null =>
  kind === 'Deployment' || kind === 'Job' ? (spec?.['template'] as Template) : null;
