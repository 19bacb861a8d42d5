// Opens the page that files a case of a kind; lists only the kinds that the person may open.
import { useNavigate } from '@tanstack/react-router';
import { useTitles } from '../api/titles';
import { MenuButton } from '../components/MenuButton';
import { useLanguage, useWords } from '../words/context';
import { inSentence } from '../words/sentence';
import { useMe } from './context';
import { filingPagesOf } from './creatable';

export function NewCaseMenu() {
  const { filing } = useWords();
  const title = useTitles(useLanguage());
  const navigate = useNavigate();
  const pages = filingPagesOf(useMe());
  if (pages.length === 0) return null;
  return (
    <MenuButton
      icon="plus"
      look="primary"
      label={filing.menu}
      entries={pages.map(({ path, kinds }) => ({
        id: path,
        label: kinds
          .map((kind, index) => {
            const name = title('CaseKind', kind);
            return index === 0 ? name : inSentence(name);
          })
          .join(` ${filing.or} `),
        onSelect: () => void navigate({ to: '/cases/new/$kind', params: { kind: path } }),
      }))}
    />
  );
}
