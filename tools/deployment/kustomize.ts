import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { documentsIn, type KubernetesObject } from './kubernetes.ts';
import { read, root } from './root.ts';

// As much of kustomize as k8s/ uses, for machines without kubectl; where there is one, a test compares.

interface Patch {
  readonly path?: string;
  readonly patch?: string;
  readonly target: { readonly kind: string; readonly name?: string };
}

interface Kustomization {
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly Patch[];
  readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>> }[];
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[];
}

type Json = Record<string, unknown>;

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** By what entries of a list are told apart. */
const KEYS: Readonly<Record<string, string>> = {
  ...{ containers: 'name', env: 'name', volumes: 'name', volumeMounts: 'mountPath' },
};

const mergeLists = (key: string, one: readonly Json[], other: readonly Json[]): readonly Json[] => [
  ...other
    .map(entry => ({ entry, known: one.find(each => each[key] === entry[key]) }))
    .map(({ entry, known }) => (known ? merge(known, entry) : entry)),
  ...one.filter(entry => !other.some(each => each[key] === entry[key])),
];

/** A strategic merge. */
const merge = (one: Json, other: Json): Json => {
  const merged = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = one[name];
    const key = KEYS[name];
    if (isMap(known) && isMap(value)) merged[name] = merge(known, value);
    else if (key && Array.isArray(known)) merged[name] = mergeLists(key, known as Json[], value as Json[]);
    else merged[name] = value;
  }
  return merged;
};

/** RFC 6902's `replace` and `remove`, in a copy. */
const patchJson = (object: Json, operations: readonly { op: string; path: string; value?: unknown }[]): Json => {
  const copy = structuredClone(object);
  for (const { op, path, value } of operations) {
    const names = path.slice(1).split('/');
    const last = names.pop() ?? '';
    const parent = names.reduce<Json>((each, name) => each[name] as Json, copy);
    if (!(last in parent)) throw new Error(`nothing is at ${path}`);
    if (op === 'remove') Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
};

const patched = (folder: string, { path, patch = '', target }: Patch, object: KubernetesObject): KubernetesObject => {
  const isTarget = object.kind === target.kind && new RegExp(`^(?:${target.name ?? '.*'})$`).test(object.metadata.name);
  if (!isTarget) return object;
  const change = parse(path === undefined ? patch : read(posix.join(folder, path))) as unknown;
  if (Array.isArray(change)) return patchJson(object as unknown as Json, change) as unknown as KubernetesObject;
  const { metadata: _, ...rest } = change as Json;
  return merge(object as unknown as Json, rest) as unknown as KubernetesObject;
};

const labelled = (object: KubernetesObject, labels: Readonly<Record<string, string>>): KubernetesObject => {
  const change = {
    metadata: { labels },
    ...('template' in (object.spec ?? {}) && { spec: { template: { metadata: { labels } } } }),
  };
  return merge(object as unknown as Json, change) as unknown as KubernetesObject;
};

const withImage = (object: unknown, name: string, image: string): unknown =>
  JSON.parse(JSON.stringify(object), (key, value: unknown) => (key === 'image' && value === name ? image : value));

const withLiterals = (
  objects: readonly KubernetesObject[],
  name: string,
  literals: readonly string[],
): readonly KubernetesObject[] => {
  const known = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  const made = literals.map(literal => [
    literal.slice(0, literal.indexOf('=')),
    literal.slice(literal.indexOf('=') + 1),
  ]);
  const data = { ...known?.data, ...(Object.fromEntries(made) as Record<string, string>) };
  return [
    ...objects.filter(object => object !== known),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: known?.metadata ?? { name }, data },
  ];
};

const isCluster = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';

/** What the kustomization in `folder` makes; a component is given what there is already. */
export const kustomize = (folder: string, given: readonly KubernetesObject[] = []): readonly KubernetesObject[] => {
  const file = parse(read(`${folder}/kustomization.yaml`)) as Kustomization;
  let objects = [...given];
  for (const resource of file.resources ?? []) {
    const path = posix.join(folder, resource);
    if (!existsSync(`${root}${path}`)) throw new Error(`${path} is not there`);
    objects.push(...(statSync(`${root}${path}`).isDirectory() ? kustomize(path) : documentsIn(read(path))));
  }
  for (const { name, literals } of file.configMapGenerator ?? []) objects = [...withLiterals(objects, name, literals)];
  for (const component of file.components ?? []) objects = [...kustomize(posix.join(folder, component), objects)];
  for (const patch of file.patches ?? []) objects = objects.map(object => patched(folder, patch, object));
  for (const { pairs } of file.labels ?? []) objects = objects.map(object => labelled(object, pairs));
  for (const { name, newName, newTag } of file.images ?? [])
    objects = objects.map(object => withImage(object, name, `${newName}:${newTag}`) as KubernetesObject);
  const { namespace } = file;
  return namespace === undefined
    ? objects
    : objects.map(each => (isCluster(each) ? each : { ...each, metadata: { ...each.metadata, namespace } }));
};
