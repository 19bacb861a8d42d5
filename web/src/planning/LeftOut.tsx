// What an answer left out, and why.
import type { Schemas } from '../api/client';
import { useTitles } from '../api/titles';
import { useLanguage } from '../words/context';
import { formatNumber } from '../words/numbers';

export function LeftOut({ of }: { of: readonly Schemas['LeftOut'][] }) {
  const language = useLanguage();
  const title = useTitles(language);
  if (of.length === 0) return null;
  return (
    <ul className="stack tight small">
      {of.map(({ code, count }) => (
        <li key={code}>
          {title('LeftOutReason', code)}: <strong>{formatNumber(count, language)}</strong>
        </li>
      ))}
    </ul>
  );
}
