// One transfer: who gives what to whom, and the answers that the reader may give.
import { useState } from 'react';
import { useOrganizationName } from '../../api/references';
import { useTitles } from '../../api/titles';
import type { Transfer, TransferAnswer } from '../../api/transfers';
import { Button } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { Tag } from '../../components/Tag';
import { useMe } from '../../session/context';
import { useLanguage, useWords } from '../../words/context';
import { moment } from '../../words/days';
import { formatNumber } from '../../words/numbers';
import { signsFor } from '../rights';
import { AnswerDialog } from './AnswerDialog';
import { TransferAssets } from './TransferAssets';

const TONES = { offered: 'soon', accepted: 'good', declined: 'plain', withdrawn: 'plain' } as const;

function useAnswers(of: Transfer): readonly TransferAnswer[] {
  const me = useMe();
  if (of.status !== 'offered') return [];
  return [
    ...(signsFor(me, of.to_organization_id) ? (['approve', 'reject'] as const) : []),
    ...(signsFor(me, of.from_organization_id) ? (['withdraw'] as const) : []),
  ];
}

export function TransferPanel({ of }: { of: Transfer }) {
  const { transfers: words, content } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const from = useOrganizationName(of.from_organization_id, language);
  const to = useOrganizationName(of.to_organization_id, language);
  const answers = useAnswers(of);
  const [answering, setAnswering] = useState<TransferAnswer | null>(null);
  const [opened, setOpened] = useState(of.asset_ids.length <= 5);
  const count = formatNumber(of.asset_ids.length, language);
  const nameOf = (name: string | null | undefined): string =>
    name === null ? '…' : (name ?? content.organizationHidden);
  return (
    <Panel
      level={3}
      title={words.heading(count, nameOf(from), nameOf(to))}
      aside={<Tag tone={TONES[of.status]}>{title('AssetTransferStatus', of.status)}</Tag>}
    >
      <div className="stack">
        <Facts
          of={[
            [words.offeredAt, moment(of.offered_at)],
            [words.settledAt, of.settled_at ? moment(of.settled_at) : null],
            [words.reason, of.reason],
          ]}
        />
        {opened ? (
          <TransferAssets of={of} from={nameOf(from)} to={nameOf(to)} />
        ) : (
          <div className="button-row">
            <Button onClick={() => setOpened(true)}>{words.showAssets(count)}</Button>
          </div>
        )}
        {answers.length > 0 ? (
          <div className="button-row screen-only">
            {answers.map((answer) => (
              <Button
                key={answer}
                look={answer === 'approve' ? 'primary' : 'plain'}
                onClick={() => setAnswering(answer)}
              >
                {words[answer]}
              </Button>
            ))}
          </div>
        ) : null}
        <AnswerDialog of={of} answer={answering} onClose={() => setAnswering(null)} />
      </div>
    </Panel>
  );
}
