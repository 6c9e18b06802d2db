import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import type { KubernetesObject } from './kubernetes.ts';

type Model = new (object: never) => { validate(): void };

const groups: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

/** What operators do not take an object without, by `apiVersion kind`; paths below the object. */
const mandatory: Readonly<Record<string, readonly string[]>> = {
  'postgresql.cnpg.io/v1 Cluster': [
    'spec.instances',
    'spec.imageName',
    'spec.storage.size',
    'spec.bootstrap.initdb.owner',
  ],
  'postgresql.cnpg.io/v1 Database': ['spec.name', 'spec.owner', 'spec.cluster.name'],
  'kafka.strimzi.io/v1beta2 Kafka': ['spec.kafka.listeners', 'spec.kafka.version', 'spec.entityOperator'],
  'kafka.strimzi.io/v1beta2 KafkaNodePool': [
    ...['spec.replicas', 'spec.roles', 'spec.storage.type', 'metadata.labels.strimzi\\.io/cluster'],
  ],
  'kafka.strimzi.io/v1beta2 KafkaTopic': ['spec.partitions', 'spec.replicas', 'metadata.labels.strimzi\\.io/cluster'],
  'monitoring.coreos.com/v1 ServiceMonitor': ['spec.selector', 'spec.endpoints'],
  'monitoring.coreos.com/v1 PrometheusRule': ['spec.groups'],
  'kubernetes.kurrent.io/v1 KurrentDB': [
    ...['spec.replicas', 'spec.image', 'spec.storage.accessModes', 'spec.network.domain', 'spec.resources.requests'],
  ],
  'cert-manager.io/v1 Certificate': ['spec.secretName', 'spec.issuerRef.name'],
  'cert-manager.io/v1 Issuer': ['spec'],
};

const at = (object: unknown, path: string): unknown =>
  path
    .split(/(?<!\\)\./)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name.replace('\\', '')], object);

/** What is wrong with an object: by its published schema, or by what its operator asks for. */
export const faultsOf = (object: KubernetesObject): readonly string[] => {
  const asked = mandatory[`${object.apiVersion} ${object.kind}`];
  if (asked) return asked.filter(path => at(object, path) === undefined).map(path => `${path} is missing`);
  const model = groups[object.apiVersion]?.[object.kind] as Model | undefined;
  if (!model) return [`${object.apiVersion} ${object.kind} is unknown`];
  try {
    new model(object as never).validate();
    return [];
  } catch (error) {
    return [String(error)];
  }
};
