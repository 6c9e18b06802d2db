import type { PodSpec, Container } from './kubernetes.ts';

const capabilitiesOf = ({ securityContext }: Container) =>
  (securityContext?.['capabilities'] ?? {}) as { readonly drop?: readonly string[]; readonly add?: readonly string[] };

const ofContainer = (container: Container): readonly (string | false)[] => {
  const { drop = [], add = [] } = capabilitiesOf(container);
  const { securityContext: context = {}, ports = [] } = container;
  return [
    context['allowPrivilegeEscalation'] !== false && 'allowPrivilegeEscalation',
    context['privileged'] === true && 'privileged',
    context['runAsUser'] === 0 && 'runAsUser 0',
    !drop.includes('ALL') && 'drop ALL',
    add.some(capability => capability !== 'NET_BIND_SERVICE') && 'added capabilities',
    ports.some(port => 'hostPort' in port) && 'hostPort',
  ];
};

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** What of a pod the Pod Security Standard "restricted" refuses. */
export const refusedByRestricted = (pod: PodSpec): readonly string[] => {
  const context = pod.securityContext ?? {};
  const profile = context['seccompProfile'] as { readonly type?: string } | undefined;
  return [
    context['runAsNonRoot'] !== true && 'runAsNonRoot',
    context['runAsUser'] === 0 && 'runAsUser 0',
    !['RuntimeDefault', 'Localhost'].includes(profile?.type ?? '') && 'seccompProfile',
    ['hostNetwork', 'hostPID', 'hostIPC'].some(name => name in pod) && 'the host’s namespaces',
    (pod.volumes ?? []).some(({ name: _, ...kinds }) => Object.keys(kinds).some(kind => !VOLUMES.includes(kind))) &&
      'volumes',
    ...pod.containers.flatMap(ofContainer),
  ].filter(fault => fault !== false);
};
