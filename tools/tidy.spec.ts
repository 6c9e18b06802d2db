import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// The rules of the house that no linter counts. A finding reads `file: what is wrong`.

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const files = (pattern: string): readonly SourceFile[] =>
  globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/.*/**'] })
    .filter(path => statSync(`${root}${path}`).isFile())
    .sort()
    .map(path => ({ path, text: read(path) }));

const isTest = ({ path }: SourceFile): boolean =>
  /\.(spec|contract)\.ts$|\/(test|contract)\/|^libs\/testing\//.test(path);

const code = files('{apps,examples,libs,tools,bench}/**/*.ts');
const product = files('{apps,examples,libs,bench,docker,k8s}/**/*.{ts,mjs,js,sql,html,css,json,yaml,yml,sh}').filter(
  file => !isTest(file),
);
const everything = files('{*.*,{apps,examples,libs,tools,bench,docker,k8s,docs}/**/*.*}').filter(({ path }) =>
  ['.ts', '.mjs', '.cjs', '.js', '.sql', '.html', '.css', '.md', '.sh', '.yaml', '.yml'].includes(extname(path)),
);

/** `file: match` for every place where `pattern` (global) is found. */
const findings = (among: readonly SourceFile[], pattern: RegExp): readonly string[] =>
  among.flatMap(({ path, text }) => Array.from(text.matchAll(pattern), ([match]) => `${path}: ${match}`));

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('the size of things', () => {
  const sizes = code.map(({ text }) => linesOf(text)).sort((a, b) => a - b);
  const quantile = (share: number): number => sizes[Math.ceil(sizes.length * share) - 1] ?? 0;

  it('keeps half of the files within 60 lines', () => {
    expect(quantile(0.5)).toBeLessThanOrEqual(60);
  });

  it('keeps nine files of ten within 200 lines', () => {
    expect(quantile(0.9)).toBeLessThanOrEqual(200);
  });

  it('keeps every file within 400 lines', () => {
    expect(code.filter(({ text }) => linesOf(text) > 400).map(({ path }) => path)).toEqual([]);
  });

  it('keeps every function outside the tests within 70 lines', () => {
    const long: string[] = [];
    for (const { path, text } of code.filter(file => !isTest(file))) {
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
      const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
      const visit = (node: ts.Node): void => {
        const [first, last] = [lineAt(node.getStart(source)), lineAt(node.getEnd())];
        if (ts.isFunctionLike(node) && last - first >= 70) long.push(`${path}:${first}: ${last - first + 1} lines`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(long).toEqual([]);
  });
});

describe('domain/', () => {
  it('has no clock, no randomness and no process', () => {
    const domain = code.filter(file => file.path.includes('/domain/') && !isTest(file));
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bprocess\./g;
    expect(findings(domain, impure)).toEqual([]);
  });
});

describe('names', () => {
  it('says what a folder is for', () => {
    const empty = /(?:^|\/)(?:utils?|common|helpers?|managers?|shared|base|misc)(?:\/|\.)/;
    // kustomize's own word.
    const named = everything.map(({ path }) => path).filter(path => !path.startsWith('k8s/base/'));
    expect(named.filter(path => empty.test(path))).toEqual([]);
  });

  it('numbers the decisions without a gap', () => {
    const numbers = files('docs/adr/*.md').map(({ path }) => basename(path).slice(0, 5));
    expect(numbers).toEqual(numbers.map((_, index) => `${String(index + 1).padStart(4, '0')}-`));
  });
});

describe('nothing is left over', () => {
  it('has no note of work still to do', () => {
    expect(findings(everything, /\b(?:TO[D]O|FIX[M]E|X[X]X(?=:))\b/g)).toEqual([]);
  });

  it('swallows no failure without saying why', () => {
    const silent: string[] = [];
    for (const { path, text } of code) {
      const lines = text.split('\n');
      lines.forEach((line, index) => {
        const nearby = `${lines[index - 1] ?? ''}${line}`;
        if (/\.(?:catch|on|once)\(.*\) => (?:\{\}|undefined|null)\)/.test(line) && !/\/[/*]|\*\//.test(nearby))
          silent.push(`${path}:${index + 1}: ${line.trim()}`);
      });
    }
    expect(silent).toEqual([]);
  });

  it('runs every test, alone or not', () => {
    // Conditional ones, `condition ? it : it.…`: what only root, only a normal user, or only a browser can see.
    const mayBeSkipped = [
      'libs/embedded-postgres/test/starting.ts',
      'libs/testing/src/browser.ts',
      'libs/testing/src/kafka-broker.ts',
    ];
    const switchedOff = /\b(?:describe|it|test)\.(?:only|skip|todo|failing)\b|\b[fx](?:it|test|describe)\(/g;
    const suites = code.filter(file => isTest(file) && !mayBeSkipped.includes(file.path));
    expect(findings(suites, switchedOff)).toEqual([]);
  });
});

describe('secrets', () => {
  it('keeps card numbers and keys out of the product', () => {
    // Test numbers are the sandbox's trade, and what tests and benches pay with.
    const sandbox = /^(?:apps\/sandbox-psp|libs\/testing|bench)\/|^apps\/checkout\/page\/sandbox\.js$/;
    const withoutSandbox = product.filter(({ path }) => !sandbox.test(path));
    const passesLuhn = (digits: string): boolean =>
      Array.from(digits, Number)
        .reverse()
        .map((digit, index) => (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2))
        .reduce((sum, digit) => sum + digit, 0) %
        10 ===
      0;
    const cards = findings(withoutSandbox, /(?<![\w.])[2-6](?:[ -]?\d){13,18}(?!\w)/g).filter(finding =>
      passesLuhn(finding.replace(/^.*: /, '').replace(/\D/g, '')),
    );
    const keys = findings(withoutSandbox, /\b(?:sk|whsec)_(?:test_|live_)?[A-Za-z0-9]{16,}/g);
    expect([...cards, ...keys]).toEqual([]);
  });

  it('names no host in the lock file', () => {
    expect(read('package-lock.json').match(/"resolved": "[a-z+]+:.*"/g) ?? []).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const invariants = (text: string): readonly string[] =>
    (/^## Invariants$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text)?.[1] ?? '')
      .split('\n')
      .filter(line => /^\|(?!\s*(?:-|invariant\b))/i.test(line));

  /** The proofs of a row are links whose text is the test's title: `[refuses more than …](libs/x/src/y.spec.ts)`. */
  const faultsOf = (row: string): readonly string[] => {
    const proofs = Array.from(row.matchAll(/\[([^\]]+)\]\(([^)#\s]+\.ts)\)/g));
    if (proofs.length === 0) return [`no proof: ${row}`];
    return proofs
      .filter(([, title = '', path = '']) => !existsSync(`${root}${path}`) || !hasTest(read(path), title))
      .map(([proof]) => `no such test: ${proof}`);
  };

  const hasTest = (text: string, title: string): boolean =>
    ["'", '"', '`'].some(quote => text.includes(`${quote}${title.replaceAll(quote, `\\${quote}`)}${quote}`));

  it('names for each invariant a test that exists', () => {
    if (!existsSync(`${root}ARCHITECTURE.md`)) return;
    const rows = invariants(read('ARCHITECTURE.md'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.flatMap(faultsOf)).toEqual([]);
  });
});
