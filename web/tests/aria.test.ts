import assert from 'node:assert/strict';
import test from 'node:test';
import * as shipped from 'react-aria-components/i18n/en-US';
import { ariaWords } from '../src/words/aria-words';

const { default: texts } = shipped as unknown as {
  default: Record<string, Record<string, unknown>>;
};

test('each text of React Aria that the app uses has its words in both languages', () => {
  for (const [language, words] of Object.entries(ariaWords)) {
    for (const [name, own] of Object.entries(words)) {
      const wanted = Object.keys(texts[name] ?? {}).sort();
      assert.deepEqual(Object.keys(own).sort(), wanted, `${language} of ${name}`);
    }
  }
});
