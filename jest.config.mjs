/** Every project's specs in one run: one worker pool, one PostgreSQL for all (libs/testing). */
export default {
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  testEnvironment: 'node',
  testTimeout: 60_000,
  maxWorkers: 2,
};
