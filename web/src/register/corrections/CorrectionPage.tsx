// One correction: what the register says and what the surveyor proposes, side by side.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type Asset, assetQuery, photoHref } from '../../api/assets';
import { type Correction, correctionQuery } from '../../api/corrections';
import { buttonClass } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { OrganizationName } from '../../components/OrganizationName';
import { PageTitle } from '../../components/PageTitle';
import { Panel } from '../../components/Panel';
import { Failed } from '../../components/Problem';
import { Loading } from '../../components/States';
import { useMe } from '../../session/context';
import { useLanguage, useWords } from '../../words/context';
import { longDay, moment } from '../../words/days';
import { formatNumber } from '../../words/numbers';
import { isHeldBy } from '../rights';
import { Answer } from './Answer';
import { Compared } from './Compared';
import { PlaceChange } from './PlaceChange';
import { StatusTag } from './StatusTag';
import '../register.css';

export function CorrectionPage() {
  const { correctionId } = useParams({ from: '/inside/corrections/$correctionId' });
  const { corrections: words } = useWords();
  const found = useQuery(correctionQuery(correctionId));
  const correction = found.data;
  const isSettled = correction !== undefined && correction.status !== 'proposed';
  // What was settled is compared with the register of the moment at which it was sent.
  const asset = useQuery({
    ...assetQuery(correction?.asset_id ?? '', isSettled ? correction.created_at : undefined),
    enabled: correction !== undefined,
    placeholderData: (previous) => previous,
  });
  const back = (
    <Link to="/corrections" className={buttonClass()}>
      {words.queue}
    </Link>
  );
  if (found.isError)
    return <Failed error={found.error} again={() => void found.refetch()} back={back} />;
  if (asset.isError)
    return <Failed error={asset.error} again={() => void asset.refetch()} back={back} />;
  if (!correction || !asset.data) return <Loading lines={8} />;
  return <CorrectionView of={correction} asset={asset.data} />;
}

function CorrectionView({ of, asset }: { of: Correction; asset: Asset }) {
  const { corrections: words } = useWords();
  const me = useMe();
  const isOpen = of.status === 'proposed';
  const isOwner = isHeldBy(me, asset.owner.id);
  return (
    <>
      <PageTitle of={words.of(asset.code)} />
      <div>
        <p className="trail">
          <Link to="/corrections">{words.title}</Link>
          <Link to="/assets/$assetId" params={{ assetId: asset.id }}>
            {asset.code}
          </Link>
        </p>
        <h1>{words.of(asset.code)}</h1>
        <p className="row">
          <StatusTag of={of} />
          {isOpen && !isOwner ? <span className="muted">{words.waiting}</span> : null}
        </p>
      </div>
      {isOpen && asset.version > of.asset_version ? (
        <Notice tone="soon" title={words.changedSince} />
      ) : null}
      <div className="columns with-aside">
        <div className="stack loose">
          <Compared of={of} asset={asset} />
          {of.geometry ? <PlaceChange now={asset.geometry} proposed={of.geometry} /> : null}
          {isOwner ? <Answer of={of} /> : null}
        </div>
        <aside className="stack loose" aria-label={words.survey}>
          <Survey of={of} />
          <CorrectionPhotos of={of} code={asset.code} />
        </aside>
      </div>
    </>
  );
}

function Survey({ of }: { of: Correction }) {
  const { corrections: words } = useWords();
  const language = useLanguage();
  return (
    <Panel title={words.survey}>
      <Facts
        narrow="narrow"
        of={[
          [words.observedOn, longDay(of.observed_on, language)],
          [words.surveyor, of.surveyor],
          [words.organization, <OrganizationName id={of.surveyor_organization_id} />],
          [
            words.accuracy,
            of.accuracy_m === null ? null : `${formatNumber(of.accuracy_m, language)} m`,
          ],
          [words.device, of.device],
          [words.note, of.note ? <p className="pre-line">{of.note}</p> : null],
          [words.sentAt, moment(of.created_at)],
          [words.settledAt, of.settled_at ? moment(of.settled_at) : null],
          [words.reason, of.reason],
        ]}
      />
    </Panel>
  );
}

function CorrectionPhotos({ of, code }: { of: Correction; code: string }) {
  const { corrections: words } = useWords();
  if (of.photos.length === 0) return null;
  return (
    <Panel title={words.photosTitle}>
      <ul className="photos">
        {of.photos.map(({ id }, index) => (
          <li key={id}>
            <a href={photoHref(of.asset_id, id)} target="_blank" rel="noreferrer">
              <img
                src={photoHref(of.asset_id, id)}
                alt={words.photo(code, index + 1)}
                loading="lazy"
              />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
