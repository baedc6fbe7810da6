// Makes the pages of /docs: docs/guide/*.md as HTML, the files of docs/site as they are, an index for the search, and
// llms.txt for programs that read.
//   node compile.mjs --out DIR
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const out = process.argv[process.argv.indexOf('--out') + 1];

/** What a newcomer reads first; guides that are not named here follow by name. */
const order = ['quickstart', 'concepts', 'v1', 'fhir', 'errors', 'idempotency', 'webhooks', 'bulk', 'mapping', 'configuration', 'command-line'];

function place(name) {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

const names = readdirSync(join(docs, 'guide')).filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -3))
  .sort((a, b) => place(a) - place(b) || a.localeCompare(b));
const guides = names.map((name) => {
  const text = readFileSync(join(docs, 'guide', `${name}.md`), 'utf8').replaceAll(/^<!--.*?-->\n/gms, '');
  return { name, text, title: /^# (.*)$/m.exec(text)?.[1] ?? name };
});

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Error codes keep their case: /docs/errors#VALIDATION_ERROR. */
function anchorOf(heading) {
  const plain = heading.replaceAll(/[`*]/g, '').trim();
  if (/^[A-Z][A-Z_]+$/.test(plain)) return plain;
  return plain.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
}

/** A link between guides leads to the page; a link to other files of the repository is only its text. */
function targetOf(href) {
  if (/^(https?:|#|\/)/.test(href)) return href;
  const guide = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(href);
  return guide && names.includes(guide[1]) ? `/docs/${guide[1]}${guide[2] ?? ''}` : undefined;
}

const marked = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens, depth, text }) {
      const anchor = anchorOf(text);
      const link = depth === 1 ? '' : `<a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a>`;
      return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}${link}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const target = targetOf(href);
      return target === undefined ? inner : `<a href="${escaped(target)}">${inner}</a>`;
    },
    code({ text }) {
      return `<pre><code>${escaped(text)}</code></pre>\n`;
    },
    table(token) {
      const cell = (name) => ({ tokens }) => `<${name}>${this.parser.parseInline(tokens)}</${name}>`;
      const hasHead = token.header.some(({ text }) => text !== '');
      const head = hasHead ? `<thead><tr>${token.header.map(cell('th')).join('')}</tr></thead>` : '';
      return `<div class="scroll"><table>${head}<tbody>${token.rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('')}</tbody></table></div>\n`;
    },
    html({ text }) {
      return escaped(text); // Guides are Markdown alone.
    },
  },
});

function page(title, current, body) {
  const links = guides.map(({ name, title: text }) => `<li><a href="/docs/${name}"${name === current ? ' aria-current="page"' : ''}>${escaped(text)}</a></li>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Osler</title>
<link rel="stylesheet" href="/docs/style.css">
<script type="module" src="/docs/site.js"></script>
</head>
<body>
<a class="skip" href="#guide">Skip to the text</a>
<header class="bar">
  <a class="name" href="/docs">Osler</a>
  <nav><a href="/docs" aria-current="page">Guides</a><a href="/docs/api">API reference</a></nav>
  <button id="theme" type="button" aria-label="Switch between light and dark">◐</button>
</header>
<div class="layout">
  <div class="side">
    <input id="guide-search" type="search" placeholder="Search the guides" aria-label="Search the guides" autocomplete="off">
    <nav aria-label="Guides"><ul id="guide-list">
${links}
    </ul></nav>
  </div>
  <main class="prose" id="guide" tabindex="-1">
${body}
  </main>
</div>
</body>
</html>
`;
}

/** The first sentence of a guide, as plain text. */
function leadOf(text) {
  const paragraph = text.split('\n\n').slice(1).find((part) => /^[A-Za-z`\[]/.test(part)) ?? '';
  return paragraph.replaceAll('\n', ' ').replaceAll(/[`*]|\[|\]\([^)]*\)/g, '').replace(/(?<=[.:])\s.*$/s, '').replace(/:$/, '.');
}

function indexBody() {
  const cards = [...guides, { name: 'api', title: 'API reference', text: '\n\nEvery path, field, limit and answer, with a call to copy.' }]
    .map(({ name, title, text }) => `<li><a href="/docs/${name}"><strong>${escaped(title)}</strong><span>${escaped(leadOf(text))}</span></a></li>`);
  return `<h1>Osler</h1>\n<p>Clinical records: one binary that answers a friendly REST API and FHIR R4 over the same data.</p>\n<ul class="grid">\n${cards.join('\n')}\n</ul>`;
}

/** Sections of all guides: where they are and what they say, in small letters. */
function searchIndex() {
  return guides.flatMap(({ name, title, text }) => text.split(/^(?=#{1,3} )/m).filter((part) => part.trim() !== '').map((part) => {
    const heading = /^#+ (.*)$/m.exec(part)?.[1].replaceAll('`', '') ?? title;
    return { page: name, guide: title, title: heading, anchor: heading === title ? '' : anchorOf(heading), text: part.toLowerCase().replaceAll(/\s+/g, ' ') };
  }));
}

const files = new Map();
for (const file of readdirSync(join(docs, 'site'))) files.set(file, readFileSync(join(docs, 'site', file), 'utf8'));
files.set('index.html', page('Documentation', '', indexBody()));
for (const { name, title, text } of guides) files.set(`${name}.html`, page(title, name, marked.parse(text)));
files.set('search.json', JSON.stringify(searchIndex()));
files.set('llms.txt', `# Osler\n\n> Clinical records: a friendly REST API (/v1) and FHIR R4 (/api/fhir, /v1/fhir) over the same data.\n\n## Guides\n\n${guides.map(({ name, title, text }) => `- [${title}](/docs/${name}): ${leadOf(text)}`).join('\n')}\n\n## Reference\n\n- [OpenAPI 3.1](/openapi.json): every path, field and limit\n- [All guides in one file](/llms-full.txt)\n`);
files.set('llms-full.txt', guides.map(({ text }) => text).join('\n\n'));

mkdirSync(out, { recursive: true });
for (const [name, text] of files) writeFileSync(join(out, name), text);
