// Rules of the source that neither the compiler nor the linter knows.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const MOST_LINES = 400;

interface Source {
  path: string;
  text: string;
  tree: ts.SourceFile;
}

function sources(): Source[] {
  const folder = join(root, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('schema.d.ts'))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
      const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, kind);
      return { path: relative(folder, path), text, tree };
    });
}

const all = sources();
const moduleOf = (path: string): string => (path.split('/')[0] ?? '').replace(/\.tsx?$/, '');

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

function found(look: (node: ts.Node, source: Source) => string | null): string[] {
  const faults: string[] = [];
  for (const source of all)
    visit(source.tree, (node) => {
      const fault = look(node, source);
      if (!fault) return;
      const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
      faults.push(`${source.path}:${line + 1} ${fault}`);
    });
  return faults;
}

test('no file is longer than 400 lines', () => {
  const styles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .map((path) => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }));
  const long = [...all, ...styles]
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  assert.deepEqual(long, []);
});

test('imports follow the arrows', () => {
  const arrows = JSON.parse(readFileSync(join(root, 'tests', 'arrows.json'), 'utf8')) as Record<
    string,
    string[]
  >;
  const faults = found((node, { path }) => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.'))
      return null;
    const target = relative('/', join('/', path, '..', specifier.text));
    const [from, to] = [moduleOf(path), moduleOf(target)];
    if (from === to || target.endsWith('base.css') || from === 'main') return null;
    if (!(from in arrows)) return `${from} has no entry in arrows.json`;
    return arrows[from]?.includes(to) ? null : `${from} must not import ${to}`;
  });
  assert.deepEqual(faults, []);
});

// The first file of the app waits for the English words before it has run to its end: words that
// needed a part of it would wait for each other for ever.
test('the English words need nothing but each other', () => {
  const faults = found((node, { path }) => {
    if (!path.startsWith('words/en/') || !ts.isImportDeclaration(node)) return null;
    const { importClause, moduleSpecifier } = node;
    if (importClause?.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return null;
    return moduleSpecifier.text.startsWith('./') ? null : `imports ${moduleSpecifier.text}`;
  });
  assert.deepEqual(faults, []);
});

test('only map/ imports the map library', () => {
  const faults = found((node, { path }) => {
    const target = ts.isImportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
    const isMap =
      target && ts.isStringLiteral(target) && /^(maplibre|terra-draw|pmtiles)/.test(target.text);
    return isMap && moduleOf(path) !== 'map' ? `${target.text} outside map/` : null;
  });
  assert.deepEqual(faults, []);
});

test('only api/ sends requests', () => {
  const SENDERS = ['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket'];
  const faults = found((node, { path }) =>
    ts.isIdentifier(node) && SENDERS.includes(node.text) && moduleOf(path) !== 'api'
      ? `${node.text} outside api/`
      : null,
  );
  assert.deepEqual(faults, []);
});

// Properties whose text a person reads or hears.
const READ = new Set(['aria-label', 'alt', 'title', 'placeholder', 'label', 'hint', 'name']);

// What is the same in every language: names of languages, units, marks.
const SAME = /^(Tiếng Việt|English|[\d\s.,:;()·–—→…%+=/#?′″×²³°đ<>&-]*|mm|kg|m²|W|VI|EN|\/docs)$/;

const hasLetters = (text: string): boolean => /\p{L}{2}/u.test(text);

test('only words/ has text that people read', () => {
  const faults = found((node, { path }) => {
    if (moduleOf(path) === 'words') return null;
    if (ts.isJsxText(node)) {
      const text = node.text.trim();
      return hasLetters(text) && !SAME.test(text) ? `text in markup: ${text}` : null;
    }
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      const { text } = node.initializer;
      const name = node.name.getText();
      const isRead = READ.has(name) && !(name === 'name' && /^[a-z_]+$/.test(text));
      return isRead && hasLetters(text) && !SAME.test(text) ? `${name}="${text}"` : null;
    }
    // A sentence in Vietnamese is recognised by its letters wherever it stands.
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
    if (isText && /[à-ỹđ]/i.test(node.text) && !SAME.test(node.text))
      return `text in code: ${node.text}`;
    return null;
  });
  assert.deepEqual(faults, []);
});

test('no markup from strings, no style attributes, no any', () => {
  const faults = found((node) => {
    if (ts.isJsxAttribute(node)) {
      const name = node.name.getText();
      if (name === 'dangerouslySetInnerHTML' || name === 'style') return `${name} in markup`;
    }
    if (ts.isPropertyAccessExpression(node) && /^(inner|outer)HTML$/.test(node.name.text))
      return node.name.text;
    if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
    if (ts.isNonNullExpression(node)) return 'non-null assertion';
    return null;
  });
  assert.deepEqual(faults, []);
});

test('no token and no password is kept in the browser', () => {
  const faults = found((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
    const { expression, name } = node.expression;
    const isStore = /^(local|session)Storage$/.test(expression.getText());
    if (!isStore || name.text !== 'setItem') return null;
    return /STORED|RELOADED/.test(node.arguments[0]?.getText() ?? '')
      ? null
      : 'storage outside the known keys';
  });
  assert.deepEqual(faults, []);
});

// Actions, states and limits of packs come from the server. Words that mean something else too,
// such as `submit`, are no sign of a form by hand.
const COMMON = new Set([
  'accept',
  'approve',
  'cancel',
  'close',
  'complete',
  'confirm',
  'create',
  'draft',
  'end',
  'file',
  'publish',
  'refuse',
  'reject',
  'start',
  'stop',
  'submit',
  'withdraw',
  'offer',
  'claim',
  'open',
  'join',
  'answer',
  'counter',
  'dismiss',
  'resume',
  'extend',
  'issue',
  'receive',
  'settle',
  'object',
  'state',
  'tag',
]);

function packActions(): Set<string> {
  const folder = join(root, '..', 'policies', 'packs');
  const names = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.toml')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, id] of text.matchAll(/\[\[action\]\]\s*\nid = "([a-z_]+)"/g))
      if (id && !COMMON.has(id)) names.add(id);
  }
  return names;
}

test('no action of a rule pack is named in the app', () => {
  const actions = packActions();
  assert.ok(actions.size > 50, `only ${actions.size} actions were found in the packs`);
  const faults = found((node) =>
    ts.isStringLiteral(node) && actions.has(node.text) ? `action ${node.text}` : null,
  );
  assert.deepEqual(faults, []);
});
