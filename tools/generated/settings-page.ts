import { settingsGuide, type SettingGuide } from '@counterfoil/platform/config';
import { format } from 'prettier';

const INTRODUCTION = `# Settings

Environment variables; \`npm start\` needs none. An empty one counts as unset. A wrong one ends the start with one line that names it, what was expected and where it comes from.
\`npm run config\` prints them all as they stand, with their sources and without secrets, and everything that is wrong at once; \`npm run config -- gateway\` does so for one process.

\`standalone\` is \`npm start\`, everything in one process. \`services\` is \`npm run start:services\`, which starts the others, and gives them what they need. \`migrate\` is \`npm run migrate\`, the job that runs before them. A process that needs a variable (**bold**) does not start without it.

This page is written by \`npm run generate\`.
`;

const usersOf = ({ usedBy, neededBy }: SettingGuide): string =>
  usedBy.map(name => (neededBy.includes(name) ? `**${name}**` : name)).join(', ');

/** A cell must not end its column. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

const row = (guide: SettingGuide): string =>
  `| ${[`\`${guide.name}\``, guide.meaning, guide.expected, guide.unset, usersOf(guide)].map(cell).join(' | ')} |`;

/** docs/settings.md: one row a variable. */
export const settingsPage = (): Promise<string> =>
  format(
    `${INTRODUCTION}
| variable | meaning | form | unset | used by |
| --- | --- | --- | --- | --- |
${settingsGuide.map(row).join('\n')}
`,
    { parser: 'markdown', printWidth: 120 },
  );
