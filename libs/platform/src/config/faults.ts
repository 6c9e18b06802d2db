import { variableNames, type ReadVariables } from './read-variables.ts';
import { aboutOf, type ProcessName } from './setting.ts';
import type { Fault } from './setting-error.ts';
import { PORT_MAX, variables, type Variables } from './variables.ts';

/** What is wrong between variables that are sound by themselves. */
const rules: readonly ((found: Variables) => Fault | false)[] = [
  ({ PORT, SANDBOX_PSP_PORT }) =>
    SANDBOX_PSP_PORT === null &&
    PORT === PORT_MAX && { variable: 'SANDBOX_PSP_PORT', expected: `must be set: PORT + 1 is above ${PORT_MAX}` },
  ({ PORT, SANDBOX_PSP_PORT }) =>
    SANDBOX_PSP_PORT === PORT && { variable: 'SANDBOX_PSP_PORT', expected: 'must differ from PORT' },
  ({ MODE, VAULT_KEY }) =>
    MODE === 'live' &&
    VAULT_KEY === null && { variable: 'VAULT_KEY', expected: 'must be set when MODE=live: 32 bytes in base64' },
  ({ MODE, TEST_CLOCK }) =>
    MODE === 'live' && TEST_CLOCK && { variable: 'TEST_CLOCK', expected: 'must be unset when MODE=live' },
  ({ MODE, WEBHOOK_ALLOW_LOOPBACK }) =>
    MODE === 'live' &&
    WEBHOOK_ALLOW_LOOPBACK && { variable: 'WEBHOOK_ALLOW_LOOPBACK', expected: 'must be unset when MODE=live' },
  ({ SERVICE_PRIVATE_KEY: own, SERVICE_PUBLIC_KEYS: known }) =>
    own !== null &&
    known !== null &&
    !known.keys.some(({ kid, x }) => kid === own.kid && x === own.x) && {
      variable: 'SERVICE_PUBLIC_KEYS',
      expected: 'must hold the public part of SERVICE_PRIVATE_KEY, under the same kid',
    },
];

/** What a process does not start without. */
const missing = ({ set }: ReadVariables, as: ProcessName): readonly Fault[] =>
  variableNames
    .filter(name => set[name] === undefined)
    .map(name => ({ name, ...aboutOf(variables.shape[name]) }))
    .filter(({ neededBy = [] }) => neededBy.includes(as))
    .map(({ name, expected }) => ({ variable: name, expected: `must be set for ${as}: ${expected}` }));

/** All that is wrong for the process `as`, one fault a variable. */
export const faultsOf = (read: ReadVariables, as: ProcessName): readonly Fault[] => {
  const between = rules.map(rule => rule(read.found)).filter(fault => fault !== false);
  const all = [...read.faults, ...between, ...missing(read, as)];
  return all.filter(({ variable }, index) => all.findIndex(other => other.variable === variable) === index);
};
