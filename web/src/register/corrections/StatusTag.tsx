import type { Correction } from '../../api/corrections';
import { useTitles } from '../../api/titles';
import { Tag } from '../../components/Tag';
import { useLanguage } from '../../words/context';

const TONES = { proposed: 'soon', accepted: 'good', refused: 'plain' } as const;

export function StatusTag({ of }: { of: Correction }) {
  const title = useTitles(useLanguage());
  return <Tag tone={TONES[of.status]}>{title('AssetCorrectionStatus', of.status)}</Tag>;
}
