import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

// The part of an OpenAPI document that an answer is held against.
interface DescribedHeader {
  readonly required: boolean;
}
interface DescribedResponse {
  readonly headers?: Readonly<Record<string, DescribedHeader | { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface DescribedOperation {
  readonly responses: Readonly<Record<string, DescribedResponse | { readonly $ref: string }>>;
}
interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly headers: Readonly<Record<string, DescribedHeader>>;
  };
}

/** An answer, as the wire had it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Place {
  /** JSON pointer of `response` in the document. */
  readonly pointer: string;
  readonly response: DescribedResponse;
}

const ID = 'openapi.json';
const escaped = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
const lastOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

const templateMatches = (template: string, path: string): boolean => {
  const [wanted, found] = [template.split('/'), path.split('/')];
  return (
    wanted.length === found.length &&
    wanted.every((part, at) => part === found[at] || (part.startsWith('{') && found[at] !== ''))
  );
};

/** Holds answers against an OpenAPI document. */
export class Documented {
  private readonly document: ApiDocument;
  private readonly ajv = new Ajv2020({ strict: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: object) {
    this.document = document as ApiDocument;
    addFormats.default(this.ajv);
    this.ajv.addSchema(document, ID);
  }

  /** What of the answer the document does not say; empty when it says all of it. */
  faults(received: Received): readonly string[] {
    const place = this.placeOf(received);
    if (typeof place === 'string') return place === '' ? [] : [place];
    const { pointer, response } = place;
    return [...this.headerFaults(response, received), ...this.bodyFaults(pointer, response, received)];
  }

  /** Where the document speaks of such an answer; '' when it need not, otherwise why it does not. */
  private placeOf({ method, path, status }: Received): Place | string {
    const template = this.templateOf(path);
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = template === undefined ? undefined : this.document.paths[template]?.[verb];
    // Nothing is there: only the one form of a failure is left to hold on to.
    if (!operation && (status === 404 || status === 405)) return this.placeOfProblem();
    if (template === undefined && !path.startsWith('/v1/')) return '';
    const response = operation?.responses[status];
    if (!operation || !response || template === undefined)
      return `${method} ${template ?? path} ${status} is not described`;
    if (!('$ref' in response)) return { pointer: `/paths/${escaped(template)}/${verb}/responses/${status}`, response };
    return this.component(lastOf(response.$ref));
  }

  private templateOf(path: string): string | undefined {
    const matching = Object.keys(this.document.paths).filter(template => templateMatches(template, path));
    return matching.find(template => template === path) ?? matching.sort(byFewestParameters)[0];
  }

  private placeOfProblem(): Place {
    const { response } = this.component('NotFound');
    return { pointer: '', response };
  }

  private component(name: string): Place {
    return { pointer: `/components/responses/${name}`, response: this.document.components.responses[name] ?? {} };
  }

  private headerFaults({ headers = {} }: DescribedResponse, received: Received): readonly string[] {
    return Object.entries(headers)
      .map(([name, header]) => [name, '$ref' in header ? this.document.components.headers[name] : header] as const)
      .filter(([name, header]) => header?.required === true && !received.headers.has(name))
      .map(([name]) => `the header ${name} is missing`);
  }

  private bodyFaults(pointer: string, { content }: DescribedResponse, received: Received): readonly string[] {
    const { headers, method, text } = received;
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    if (method === 'HEAD') return [];
    if (!content) return text === '' ? [] : ['has a body that is not described'];
    if ('*/*' in content) return [];
    if (!(type in content)) return [`is ${type}, not ${Object.keys(content).join(' or ')}`];
    if (!type.endsWith('json')) return [];
    const schema = pointer === '' ? '/components/schemas/Problem' : `${pointer}/content/${escaped(type)}/schema`;
    const validate = this.validatorOf(schema);
    return validate(JSON.parse(text)) ? [] : [this.ajv.errorsText(validate.errors, { dataVar: 'body' })];
  }

  private validatorOf(pointer: string): ValidateFunction {
    const kept = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `${ID}#${pointer}` });
    this.validators.set(pointer, kept);
    return kept;
  }
}

const parametersOf = (template: string): number => template.split('{').length;
const byFewestParameters = (one: string, other: string): number => parametersOf(one) - parametersOf(other);

let committed: Documented | undefined;

/** @throws for an answer that docs/openapi.json does not say */
export const assertDocumented = (received: Received): void => {
  committed ??= new Documented(
    JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as object,
  );
  const faults = committed.faults(received);
  if (faults.length === 0) return;
  const { method, path, status, text } = received;
  throw new Error(
    `${method} ${path} ${status}, against docs/openapi.json: ${faults.join('; ')}\n${text.slice(0, 2_000)}`,
  );
};
