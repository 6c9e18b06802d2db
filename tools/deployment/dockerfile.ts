import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { read } from './root.ts';

/** A `COPY` of the last stage. */
interface Copied {
  /** The stage that it comes from; null: the build context. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

const { instructions, text } = (() => {
  const text = read('docker/Dockerfile');
  return { text, instructions: DockerfileParser.parse(text).getInstructions() };
})();

const lastStage: readonly Instruction[] = instructions.slice(
  instructions.findLastIndex(instruction => instruction.getKeyword() === 'FROM'),
);

const argumentsOf = (instruction: Instruction | undefined): readonly string[] =>
  instruction?.getArguments().map(argument => argument.getValue()) ?? [];

const last = (keyword: string): Instruction | undefined =>
  lastStage.findLast(instruction => instruction.getKeyword() === keyword);

/** The exec form: a JSON array. @throws for a shell form */
const execForm = (keyword: string): readonly string[] => {
  const [, array = ''] = /^[^[]*(\[[\s\S]*\])$/.exec(last(keyword)?.getRawArgumentsContent() ?? '') ?? [];
  return JSON.parse(array) as readonly string[];
};

const copiedBy = (instruction: Instruction): Copied => {
  const given = argumentsOf(instruction);
  const [, from = null] = /\bCOPY\s+--from=(\S+)/.exec(instruction.toString()) ?? [];
  return { from, sources: given.slice(0, -1), target: given.at(-1) ?? '' };
};

/** What docker/Dockerfile makes: its last stage. */
export const image = {
  text,
  baseImages: instructions.filter(each => each.getKeyword() === 'FROM').map(each => argumentsOf(each)[0] ?? ''),
  keywords: instructions.map(instruction => instruction.getKeyword()),
  copied: lastStage.filter(instruction => instruction.getKeyword() === 'COPY').map(copiedBy),
  user: argumentsOf(last('USER'))[0] ?? 'root',
  environment: Object.fromEntries(argumentsOf(last('ENV')).map(each => each.split('=') as [string, string])),
  entrypoint: execForm('ENTRYPOINT'),
  command: execForm('CMD'),
  healthcheck: execForm('HEALTHCHECK'),
} as const;
