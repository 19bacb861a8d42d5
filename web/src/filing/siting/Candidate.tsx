// An existing asset near the planned place: a sharing request for it, or why it cannot be used.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { assetKindsQuery } from '../../api/references';
import { ownRequestsQuery } from '../../api/siting';
import { itemOf, unitsFor, withItems } from '../../basket/basket';
import { useBasket } from '../../basket/useBasket';
import { useUnitTitle } from '../../cases/content/units';
import { Button } from '../../components/Button';
import { Radios } from '../../components/choices';
import { Facts } from '../../components/Facts';
import { TextAreaField } from '../../components/Field';
import { Panel } from '../../components/Panel';
import { FreeBandMark } from '../../map/BandMark';
import { useMe } from '../../session/context';
import { mayCreate } from '../../session/creatable';
import { useCodeOf } from '../../words/codeOf';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { type SharingAnswer, WHY } from './siting';

interface CandidateProps {
  of: Schemas['SharingCandidate'];
  answer: SharingAnswer | undefined;
  onChange: (answer: SharingAnswer) => void;
}

export function Candidate({ of: { asset, distance_m }, answer, onChange }: CandidateProps) {
  const { siting: words, register, content: nouns } = useWords();
  const language = useLanguage();
  const codeOf = useCodeOf();
  const unit = useUnitTitle();
  const me = useMe();
  const isOwn = me.memberships.some(({ organization_id }) => organization_id === asset.owner.id);
  const requests = useQuery({ ...ownRequestsQuery(asset.owner.id), enabled: !isOwn });
  const asked = (requests.data ?? []).filter((one) => asksFor(one.content, asset.id));
  const { way = '', justification = '' } = answer ?? {};
  const choices = [
    ...asked.map((one) => ({
      id: one.id,
      title: [words.byRequest(codeOf(one)), one.title, one.state_title].filter(Boolean).join(' · '),
    })),
    { id: WHY, title: words.cannot },
  ];
  return (
    <Panel
      title={
        <>
          <span className="code">{asset.code}</span> – {unit.kind(asset.kind)}
        </>
      }
      aside={
        <Link to="/assets/$assetId" params={{ assetId: asset.id }} className="small">
          {words.openAsset(asset.code)}
        </Link>
      }
    >
      <div className="stack">
        <Facts
          narrow="narrow"
          of={[
            [register.free, <FreeBandMark key="free" kind={asset.kind} band={asset.free_band} />],
            [words.distance, words.metres(formatNumber(Math.round(distance_m), language))],
            [register.owner, asset.owner.name],
            [nouns.address, asset.address],
          ]}
        />
        {isOwn ? <p className="small">{words.own}</p> : null}
        {!isOwn && mayCreate(me, 'sharing_request') ? <AskForIt asset={asset} /> : null}
        <Radios
          at={`/sharing_answers/${asset.id}`}
          legend={words.answerFor(asset.code)}
          choices={choices}
          value={way}
          onChange={(chosen) => onChange({ way: chosen, justification })}
        />
        {way === WHY ? (
          <TextAreaField
            at={`/sharing_answers/${asset.id}/justification`}
            label={words.why(asset.code)}
            hint={words.whyHint}
            rows={3}
            max={2000}
            value={justification}
            onChange={(text) => onChange({ way, justification: text })}
          />
        ) : null}
      </div>
    </Panel>
  );
}

const asksFor = (content: Schemas['CaseContent'], assetId: string): boolean =>
  (content as Partial<Schemas['SharingContent']>).request?.elements.some(
    ({ asset_id }) => asset_id === assetId,
  ) ?? false;

/** Puts the asset into the basket and opens the sharing request, which leads back here. */
function AskForIt({ asset }: { asset: Schemas['Asset'] }) {
  const { siting: words } = useWords();
  const { update } = useBasket();
  const { data: kinds } = useQuery(assetKindsQuery);
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  const ask = async (): Promise<void> => {
    await update((now) => ({
      ...withItems(now, [itemOf(asset, unitsFor(asset.kind, now.needs, kinds?.items ?? []))]),
      back: { to: '/cases/new/siting-application', search: { ...search } },
    }));
    await navigate({ to: '/requests/new', search: { step: 'basket' } });
  };
  return (
    <div>
      <Button icon="send" onClick={() => void ask()}>
        {words.ask}
      </Button>
    </div>
  );
}
