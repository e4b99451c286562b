import { createHash } from 'node:crypto';
import type { ApiDocument, DocumentedOperation, Parameter, Part } from './document';

/**
 * The API reference as one page: no script, no other file, nothing from elsewhere.
 * @returns the page, and the policy under which a browser shows it with its style and runs nothing
 */
export function referencePage(document: ApiDocument): { readonly html: string; readonly policy: string } {
  const sections = document.tags.map(({ name }) => section(document, String(name))).join('\n');
  const schemas = Object.entries(document.components.schemas)
    .map(
      ([name, schema]) =>
        `<section class="schema" id="schema-${escape(name)}"><h3>${escape(name)}</h3>${fields(schema)}</section>`,
    )
    .join('\n');
  const menu = document.tags
    .map(({ name }) => `<a href="#${escape(String(name))}">${escape(String(name))}</a>`)
    .join(' ');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trunkline API</title>
<style>${style}</style>
</head>
<body>
<header><h1>Trunkline API</h1>
<p>${escape(String(document.info.description))}</p>
<p>Everything is below <code>/api/v1</code>, with <code>Authorization: Bearer KEY</code>. The same as
<a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>
<nav>${menu} <a href="#schemas">schemas</a></nav></header>
<main>
${sections}
<h2 id="schemas">Schemas</h2>
${schemas}
</main>
</body>
</html>
`;
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    html,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  };
}

function section(document: ApiDocument, tag: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => operationHtml(method, path, operation)),
  );
  return `<h2 id="${escape(tag)}">${escape(tag)}</h2>\n${operations.join('\n')}`;
}

function operationHtml(method: string, path: string, operation: DocumentedOperation): string {
  const parameters = operation.parameters ?? [];
  const named = parameters.filter((parameter) => !parameter.name.includes('['));
  const further = parameters.filter((parameter) => parameter.name.includes('['));
  const body = Object.entries(operation.requestBody?.content ?? {})
    .slice(0, 1)
    .map(([type, { schema }]) => `<p>Body (${escape(type)}): ${typeText(schema)}</p>`);
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status !== 'default')
    .map(([status, answer]) => `<li><b>${escape(status)}</b> ${answerText(answer)}</li>`);
  return `<details id="${escape(operation.operationId)}"><summary><b class="${method}">${method.toUpperCase()}</b>
<code>${escape(path)}</code> ${escape(operation.summary)}</summary>
${operation.description === undefined ? '' : `<p>${escape(operation.description)}</p>`}
${named.length === 0 ? '' : parameterTable(named)}
${further.length === 0 ? '' : `<p>Further filters: ${further.map(({ name }) => `<code>${escape(name)}</code>`).join(' ')}</p>`}
${body.join('')}
<ul>${answers.join('')}</ul></details>`;
}

const parameterTable = (parameters: readonly Parameter[]): string =>
  `<table><tr><th>parameter</th><th>in</th><th>type</th><th>meaning</th></tr>${parameters
    .map(
      (parameter) =>
        `<tr><td><code>${escape(parameter.name)}</code></td><td>${parameter.in}</td><td>${typeText(parameter.schema)}</td><td>${escape(parameter.description)}</td></tr>`,
    )
    .join('')}</table>`;

function answerText(answer: Part): string {
  if (typeof answer.$ref === 'string') return typeText({ $ref: '#/components/schemas/Problem' });
  const content = (answer.content ?? {}) as Readonly<Record<string, { readonly schema: Part }>>;
  const types = Object.entries(content).map(([type, { schema }]) => `${typeText(schema)} (${escape(type)})`);
  return types.length === 0 ? escape(String(answer.description)) : types.join(', ');
}

/** A mapping's keys as a table, nested ones below each other. */
function fields(schema: Part): string {
  const options = (schema.anyOf ?? schema.oneOf) as readonly Part[] | undefined;
  if (options !== undefined) return options.map(fields).join('<p>or</p>');
  const properties = schema.properties as Readonly<Record<string, Part>> | undefined;
  if (properties === undefined) {
    return `<p>${typeText(schema)} ${escape(textOf(schema.description))}</p>`;
  }
  const required = (schema.required ?? []) as readonly string[];
  const rows = Object.entries(properties).map(([name, property]) => {
    const initial =
      property.default === undefined
        ? ''
        : `, default <code>${escape(JSON.stringify(property.default))}</code>`;
    const needed = required.includes(name) ? ' <b>required</b>' : '';
    return `<tr><td><code>${escape(name)}</code>${needed}</td><td>${typeText(property)}${initial}</td><td>${escape(textOf(property.description))}</td></tr>`;
  });
  return `<table><tr><th>key</th><th>type</th><th>meaning</th></tr>${rows.join('')}</table>`;
}

function typeText(schema: Part): string {
  const { $ref, type, items, properties } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return `<a href="#schema-${escape(name)}">${escape(name)}</a>`;
  }
  const options = (schema.anyOf ?? schema.oneOf) as readonly Part[] | undefined;
  if (options !== undefined) return [...new Set(options.map(typeText))].join(' or ');
  if (schema.enum !== undefined) {
    return (schema.enum as readonly unknown[])
      .map((value) => `<code>${escape(JSON.stringify(value))}</code>`)
      .join(' ');
  }
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (type === 'array' && typeof items === 'object') return `list of ${typeText(items as Part)}`;
  if (typeof properties === 'object' && properties !== null) {
    return `<details class="inner"><summary>mapping</summary>${fields(schema)}</details>`;
  }
  const types = Array.isArray(type) ? type.map(textOf).join(' or ') : textOf(type);
  return escape(types === '' ? 'anything' : types) + bounds(schema);
}

function bounds({ minimum, maximum }: Part): string {
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return '';
  return maximum >= Number.MAX_SAFE_INTEGER ? '' : ` ${String(minimum)}&ndash;${String(maximum)}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const escape = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? character,
  );

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }
code { font-size: .9em; }
nav a { margin-right: .6rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; }
details { margin: .4rem 0; padding: .3rem .6rem; border: 1px solid #8888; border-radius: .3rem; }
details.inner { border: 0; padding: 0; margin: 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
.get { color: #0a7; } .post { color: #07c; } .patch { color: #b70; } .delete { color: #c33; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem; border: 1px solid #8886; overflow-wrap: anywhere; }
`;
