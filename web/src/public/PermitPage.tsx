// One published permit, with its place and the way to its verification.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type PublicPermit, publicPermitQuery } from '../api/public';
import { useTitles } from '../api/titles';
import { isStatus } from '../api/transport';
import { buttonClass } from '../components/Button';
import { Facts } from '../components/Facts';
import { Notice } from '../components/Notice';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { useLanguage } from '../words/context';
import { longDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { Head } from './Head';
import { PlaceMap } from './PlaceMap';
import { usePublicWords } from './words';

export function PermitPage() {
  const { permit: words } = usePublicWords();
  const { slug } = useParams({ from: '/public/permits/$slug' });
  const permit = useQuery(publicPermitQuery(slug));
  const back = (
    <Link to="/permits" className={buttonClass()}>
      {words.back}
    </Link>
  );
  if (permit.isPending) return <Loading />;
  if (isStatus(permit.error, 404))
    return (
      <>
        <h1 className="visually-hidden">{words.unknown(slug)}</h1>
        <Empty icon="search" title={words.unknown(slug)} action={back}>
          {words.unknownText}
        </Empty>
      </>
    );
  if (permit.isError) return <Failed error={permit.error} again={() => void permit.refetch()} />;
  return <Permit of={permit.data} />;
}

function Permit({ of: permit }: { of: PublicPermit }) {
  const { permit: words } = usePublicWords();
  const language = useLanguage();
  const title = useTitles(language);
  return (
    <>
      <p className="screen-only">
        <Link to="/permits">{words.back}</Link>
      </p>
      <Head title={words.one(permit.number)} lead={title('CaseKind', permit.kind)} />
      <div className="columns with-aside">
        <div className="stack">
          <Panel title={permit.title}>
            <Facts
              of={[
                [words.number, permit.number],
                [words.state, permit.state_title],
                [words.holder, permit.holder],
                [words.issuer, permit.issuer],
                [words.issued, longDay(permit.issued_on, language)],
                [words.validUntil, permit.valid_until && longDay(permit.valid_until, language)],
                [words.address, permit.address],
                [
                  words.height,
                  permit.height_m === null ? null : `${formatNumber(permit.height_m, language)} m`,
                ],
                [words.conditions, permit.conditions],
              ]}
            />
          </Panel>
          <Notice
            title={words.checkTitle}
            actions={
              <a
                className={buttonClass('primary')}
                href={`/verify/${permit.slug}?lang=${language}`}
              >
                {words.check}
              </a>
            }
          >
            <p>{words.checkText}</p>
          </Notice>
        </div>
        <Panel title={words.place}>
          {permit.place ? (
            <PlaceMap place={permit.place} />
          ) : (
            <p className="muted">{words.noPlace}</p>
          )}
        </Panel>
      </div>
    </>
  );
}
