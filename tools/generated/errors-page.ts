import { problemExample, problemGuide } from '@counterfoil/platform/openapi';
import { declineGuide } from './declines.ts';

const INTRODUCTION = `# Errors

Every failure is \`application/problem+json\` (RFC 9457). Branch on \`code\`: it is stable, and it is the last part of \`type\`.
\`detail\` says what is wrong this time, \`errors\` names every fault of a request at once, and \`trace_id\` is what to tell us.
A failure has had no effect, unless its entry says otherwise. A **decline** is no failure: the call answers 200 or 201, and
\`decline\` in its body says why the provider said no.

This page is written by \`npm run generate\`.
`;

const problemEntry = (code: keyof typeof problemGuide): string => {
  const { happened, todo } = problemGuide[code];
  const example = problemExample(code);
  return `### \`${code}\`

${String(example['status'])}: ${String(example['title'])}.

**What happened.** ${happened}

**What to do.** ${todo}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`;
};

const declineEntry = ([code, { category, happened, todo }]: [string, (typeof declineGuide)[string]]): string =>
  `### \`${code}\`

${category === 'hard' ? 'Hard: it stays no for this card.' : 'Soft: it may work again, or elsewhere.'}

**What happened.** ${happened}

**What to do.** ${todo}

\`\`\`json
${JSON.stringify({ decline: { code, message: 'What to tell the payer.', category } }, null, 2)}
\`\`\`
`;

/** docs/errors.md: one entry a code. */
export const errorsPage = (): string =>
  [
    INTRODUCTION,
    '## Failures\n',
    ...Object.keys(problemGuide).map(code => problemEntry(code as keyof typeof problemGuide)),
    '## Declines\n',
    ...Object.entries(declineGuide).map(declineEntry),
  ].join('\n');
