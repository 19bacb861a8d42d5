import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { ariaWords } from './src/words/aria-words';

// React Aria ships its texts in 34 languages and not in Vietnamese. The app gives them itself, so
// the bundle leaves out the rest; a package whose texts we lack stops the build.
function ofAria(id: string): string | null {
  const found = /react-(aria|stately)\/dist\/private\/(\w+)\/intlStrings\.mjs$/.exec(id);
  return found ? `@react-${found[1]}/${found[2]}` : null;
}

function withoutForeignTexts(): Plugin {
  return {
    name: 'without-foreign-texts',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      return ofAria(id) ? 'export default {};' : null;
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        const modules = chunk.type === 'chunk' ? Object.entries(chunk.modules) : [];
        for (const [id, { renderedLength }] of modules) {
          const name = ofAria(id);
          if (name && renderedLength > 0 && !(name in ariaWords.vi))
            this.error(`src/words/aria-words.ts lacks the texts of ${name}`);
        }
      }
    },
  };
}

// React Aria adds a style element when it locks scrolling on iOS; the content security policy
// forbids it. `base.css` holds the rule instead. (The other one, of pressable elements, is
// pre-empted by the id in index.html.)
function withoutInjectedStyle(): Plugin {
  return {
    name: 'without-injected-style',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/overlays/usePreventScroll.mjs')) return null;
      const wanted = "document.createElement('style')";
      if (!code.includes(wanted)) this.error(`${id} has changed: look for its style element`);
      return { code: code.replaceAll(wanted, "document.createElement('template')"), map: null };
    },
  };
}

// What the first page needs is one file: few requests matter more than a few bytes. Pages that
// come later have files of their own.
const SHELL =
  /\/node_modules\/|\/src\/(api|components|frame|session|work|words)\/|\/src\/[a-z]+\.(tsx?|css)$|preload-helper/;
const LATER =
  /maplibre|terra-draw|pmtiles|fflate|mapSettings|api\/(assets|planning|published|public)|combobox|Picker|NumberFields|DayField|DayRemark|FileDrop|InboxPage|work\/Preview|\/words\/(en|money|gallery|public|vi\/public)/i;

const server = process.env.HATANG_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), withoutForeignTexts(), withoutInjectedStyle()],
  worker: { format: 'es' },
  build: {
    target: ['chrome109', 'edge109', 'firefox115', 'safari16.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'shell', test: (id) => SHELL.test(id) && !LATER.test(id) }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: server, changeOrigin: true },
      '/tiles': { target: server, changeOrigin: true },
    },
  },
});
