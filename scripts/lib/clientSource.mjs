/**
 * Writes the typed API client from the API's OpenAPI document: a type for every schema, a method for every operation.
 */

/** The client's source, to be formatted. */
export function clientSource(document) {
  const types = Object.entries(document.components.schemas).map(([name, schema]) =>
    schema.properties === undefined
      ? `${comment(schema.description)}export type ${name} = ${typeOf(schema)};`
      : `${comment(schema.description)}export interface ${name} ${typeOf(schema)}`,
  );
  const methods = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => methodSource(method, path, operation)),
  );
  return `// Written by scripts/generateClient.mjs from the API's OpenAPI document; not to be changed by hand.
import { ApiTransport, type ApiTransportOptions, type CallOptions, type Tagged } from './apiTransport';

${types.join('\n\n')}

/** The API, a method an operation. Every failure is an ApiError with the code of its problem document. */
export class ApiClient {
  readonly #transport: ApiTransport;

  constructor(options: ApiTransportOptions) {
    this.#transport = new ApiTransport(options);
  }

${methods.join('\n\n')}
}
`;
}

function methodSource(method, path, operation) {
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = bodyOf(operation);
  const answer = answerOf(operation);
  const takes = [
    ...inPath.map(({ name }) => `${name}: string`),
    ...(body === null ? [] : [`body: ${body.type}`]),
    ...(inQuery.length === 0 ? [] : [`query: ${queryType(inQuery)} = {}`]),
    'options: CallOptions = {}',
  ];
  const target = `\`${path.replaceAll(/\{(\w+)\}/g, '${encodeURIComponent($1)}')}\``;
  const sends = [
    `method: '${method.toUpperCase()}'`,
    `path: ${inPath.length === 0 ? `'${path}'` : target}`,
    ...(inQuery.length === 0 ? [] : ['query']),
    ...(body === null ? [] : [`body: { type: '${body.mediaType}', content: ${body.content} }`]),
    'options',
  ];
  const call = `await this.#transport.send({ ${sends.join(', ')} })`;
  return `  /** ${operation.summary}. */
  async ${operation.operationId}(${takes.join(', ')}): Promise<${answer === null ? 'void' : `Tagged<${answer}>`}> {
    ${answer === null ? `${call};` : `return (${call}) as Tagged<${answer}>;`}
  }`;
}

function bodyOf(operation) {
  const content = operation.requestBody?.content;
  if (content === undefined) return null;
  const [mediaType, { schema }] = Object.entries(content)[0];
  if (schema.type === 'string') return { mediaType, type: 'string', content: 'body' };
  return { mediaType, type: typeOf(schema), content: 'JSON.stringify(body)' };
}

function answerOf(operation) {
  const [, success] = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  const schema = success.content?.['application/json']?.schema;
  return schema === undefined ? null : typeOf(schema);
}

function queryType(parameters) {
  const members = parameters.map(
    ({ name, description, schema }) =>
      `/** ${description} */ readonly ${keyOf(name)}?: ${typeOf(schema)} | undefined;`,
  );
  return `{ ${members.join('\n')} }`;
}

function typeOf(schema) {
  const all = new Set(constituents(schema));
  // A literal says nothing beside the type it is of.
  const isSaid = (type) => !type.startsWith('"') || !all.has('string');
  return [...all].filter(isSaid).join(' | ');
}

function constituents(schema) {
  if (schema.$ref !== undefined) return [schema.$ref.split('/').at(-1)];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value));
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.flatMap(constituents);
  return [schema.type].flat().map((type) => (type === undefined ? 'unknown' : plainType(type, schema)));
}

function plainType(type, schema) {
  switch (type) {
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case 'object':
      return objectType(schema);
    default:
      return type;
  }
}

function objectType({ properties, required = [], additionalProperties }) {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `Readonly<Record<string, ${values}>>`;
  }
  const members = Object.entries(properties).map(([name, property]) => {
    const isRequired = required.includes(name);
    const type = `${typeOf(property)}${isRequired ? '' : ' | undefined'}`;
    return `${comment(property.description)}readonly ${keyOf(name)}${isRequired ? '' : '?'}: ${type};`;
  });
  return `{ ${members.join('\n')} }`;
}

const keyOf = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

const comment = (text) => (text === undefined ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`);
