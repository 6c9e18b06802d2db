import { describeSettings, PROCESSES, type ProcessName } from '@counterfoil/platform/config';
import { columns } from './columns.ts';

// `npm run config [-- <process>]`: exit code 1 when that process would not start with these settings.

const isProcess = (name: string): name is ProcessName => PROCESSES.some(known => known === name);

const [name = 'standalone', ...rest] = process.argv.slice(2);
if (!isProcess(name) || rest.length > 0) {
  process.stderr.write(`Usage: npm run config [-- <process>], one of ${PROCESSES.join(', ')}\n`);
  process.exit(1);
}
const { settings, faults, warnings } = describeSettings(process.env, name);
const rows = settings.map(setting => [setting.name, setting.value, setting.source, setting.meaning]);
process.stdout.write(`${columns(rows)}\n`);
for (const line of [...warnings, ...faults]) process.stderr.write(`${line}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
