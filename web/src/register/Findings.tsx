// Open data-quality issues of an asset; only its owner and the regulator read them.
import { useQuery } from '@tanstack/react-query';
import { type Asset, issuesQuery } from '../api/assets';
import { useTitles } from '../api/titles';
import { Panel } from '../components/Panel';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';

export function Findings({ asset }: { asset: Asset }) {
  const { register: words } = useWords();
  const title = useTitles(useLanguage());
  const { data } = useQuery(issuesQuery(asset.id));
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={words.issues}>
      <ul className="stack">
        {data.items.map((issue) => (
          <li key={issue.id} className="stack tight">
            <Mark tone={issue.severity === 'error' ? 'late' : 'soon'} icon="alert">
              {title('QualityFindingCode', issue.code)}
            </Mark>
            <p className="small">{issue.explanation}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
