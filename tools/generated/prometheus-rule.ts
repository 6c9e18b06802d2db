import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';

/** k8s/components/monitoring/rules.yaml: the rules of docker/prometheus, as the Prometheus operator takes them. */
export const prometheusRule = async (): Promise<string> => {
  const spec: unknown = parse(readFileSync(new URL('../../docker/prometheus/rules.yaml', import.meta.url), 'utf8'));
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'counterfoil' },
    spec,
  };
  const text = `# Written by \`npm run generate\` from docker/prometheus/rules.yaml.\n${stringify(rule, { lineWidth: 0 })}`;
  return format(text, { parser: 'yaml', ...(await resolveConfig('rules.yaml')) });
};
