import nx from '@nx/eslint-plugin';
import { createProjectGraphAsync } from '@nx/devkit';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The boundary rule reads Nx's cached project graph, and silently checks nothing when there is none.
await createProjectGraphAsync();

const tests = ['**/*.spec.ts', '**/*.contract.ts', '*/*/src/contract/**/*.ts', '*/*/test/**/*.ts'];

/** Which floor may import which (ARCHITECTURE.md, "The floors"): an arrow points down only. */
const floors = {
  // standalone runs the other apps: each exports where its main is.
  app: ['app', 'context', 'platform', 'ground'],
  context: ['platform', 'ground'],
  // What another team of the house may build on.
  example: ['platform', 'ground'],
  testing: ['platform', 'ground'],
  platform: ['platform', 'ground'],
  ground: ['ground'],
};

const boundaries = (alsoAllowed, options = {}) => [
  'error',
  {
    depConstraints: Object.entries(floors).map(([floor, below]) => ({
      sourceTag: `floor:${floor}`,
      onlyDependOnLibsWithTags: [...below, ...alsoAllowed].map(name => `floor:${name}`),
    })),
    ...options,
  },
];

const banned = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'TSInterfaceDeclaration > Identifier.id[name=/^I[A-Z][a-z]/]', message: 'Name it without the I.' },
  { selector: 'ClassDeclaration > Identifier.id[name=/Impl$/]', message: 'Say which one it is, not that it is one.' },
  {
    selector:
      'ClassDeclaration[decorators.length>0] > ClassBody > MethodDefinition[kind="constructor"] > FunctionExpression > .params[decorators.length=0]',
    message: 'Write @Inject(TOKEN): without decorator metadata Nest knows a parameter only by it.',
  },
];

export default defineConfig(
  globalIgnores(['**/node_modules/', '.cache/', '.data/', '.nx/', 'coverage/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // It takes `while (!signal.aborted) { await … }` for a loop that cannot end: another task aborts.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // An async function without await still turns what it throws into a rejection.
      '@typescript-eslint/require-await': 'off',
      // What is done with such a value is checked anyway (no-unsafe-*).
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      'func-style': ['error', 'expression'],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 70],
      // An empty block says in a comment why it may be empty.
      'no-empty': 'error',
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-restricted-syntax': ['error', ...banned],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['libs/*/examples/**'],
    // An example imports its package as its reader will.
    rules: { '@nx/enforce-module-boundaries': boundaries([], { allowCircularSelfDependency: true }) },
  },
  {
    files: ['tools/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: tests,
    rules: {
      // Tests stand on libs/testing, and libs/testing on the platform: a circle of folders, never of files.
      '@nx/enforce-module-boundaries': boundaries(['testing'], {
        ignoredCircularDependencies: [['@counterfoil/testing', '*']],
      }),
      // A response's body is whatever the server said: expect() is the check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines-per-function': 'off',
    },
  },
);
