// Everything that the application says, what is missing, and the draft.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { sharingFirstQuery } from '../../api/siting';
import { useTitles } from '../../api/titles';
import { useUnitTitle } from '../../cases/content/units';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { writtenVertices } from '../../map/coordinates';
import { positionsOf } from '../../map/geo';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { Ending } from '../FilingFrame';
import { PlaceUnit } from '../PlaceUnit';
import type { Filing } from '../useFiling';
import { isAnswered, questionOf, type Siting, WHY } from './siting';

export function ReviewStep({ of }: { of: Filing<Siting> }) {
  const { siting: words, content: nouns } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const unit = useUnitTitle();
  const { content } = of;
  const { data } = useQuery(sharingFirstQuery(questionOf(of)));
  const near = data?.items ?? [];
  const open = near.filter(({ asset }) => !isAnswered(content.answers[asset.id]));
  const missing: readonly (readonly [string, boolean])[] = [
    [words.name, content.title.trim() === ''],
    [nouns.assetKind, content.asset_kind === ''],
    [nouns.place, content.place === undefined],
    [nouns.settlement, content.settlement === ''],
  ];
  return (
    <div className="stack loose">
      <Panel title={words.steps.place} aside={<Change step={undefined} />}>
        <div className="stack">
          <Facts
            of={[
              [words.name, content.title],
              [nouns.assetKind, content.asset_kind ? unit.kind(content.asset_kind) : null],
              [
                nouns.height,
                content.height_m === undefined
                  ? null
                  : nouns.meters(formatNumber(content.height_m, language)),
              ],
              [nouns.purpose, content.purpose],
              [nouns.settlement, title('SettlementType', content.settlement)],
              [nouns.address, content.address],
              [
                nouns.place,
                content.place ? (
                  <span className="code">{writtenVertices(positionsOf(content.place))}</span>
                ) : null,
              ],
              [nouns.siting.plan, content.plan_reference],
            ]}
          />
          <PlaceUnit place={content.place} />
        </div>
      </Panel>
      <Panel title={words.steps.sharing} aside={<Change step="sharing" />}>
        {near.length === 0 ? (
          <p className="muted">
            {data?.rule
              ? words.nothingNear(formatNumber(data.rule.radius_m, language))
              : data
                ? words.noRule
                : words.firstPlace}
          </p>
        ) : (
          <Facts
            of={near.map(({ asset }) => {
              const answer = content.answers[asset.id];
              return [
                <span key="code" className="code">
                  {asset.code}
                </span>,
                !isAnswered(answer)
                  ? words.noAnswer
                  : answer?.way === WHY
                    ? answer.justification
                    : words.linked,
              ];
            })}
          />
        )}
      </Panel>
      <Ending
        of={of}
        missing={[
          ...missing
            .filter(([, isMissing]) => isMissing)
            .map(([label]) => <Change key={label} step={undefined} label={label} />),
          ...open.map(({ asset }) => (
            <Change key={asset.id} step="sharing" label={words.answerFor(asset.code)} />
          )),
        ]}
      />
    </div>
  );
}

function Change({ step, label }: { step: string | undefined; label?: string }) {
  const { siting: words } = useWords();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  return (
    <Link
      to="/cases/new/siting-application"
      search={{ ...search, step }}
      {...(label ? {} : { className: 'small' })}
    >
      {label ?? (step ? words.changeSharing : words.changePlace)}
    </Link>
  );
}
