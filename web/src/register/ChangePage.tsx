// Changing an asset: a page for each way, so that the back button and printing work.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type Asset, type AssetKind, assetQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { buttonClass } from '../components/Button';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { useWords } from '../words/context';
import { CorrectionForm } from './CorrectionForm';
import { EditForm } from './EditForm';
import { MoveForm } from './MoveForm';
import { CHANGES, type Change, useMayChange } from './rights';
import { SurveyForm } from './SurveyForm';
import './register.css';

export interface ChangeFormProps {
  asset: Asset;
  kind: AssetKind;
  onDone: () => void;
}

export function ChangePage() {
  const { assetId, change: named } = useParams({ from: '/inside/assets/$assetId/$change' });
  const { register: words, common } = useWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const found = useQuery(assetQuery(assetId));
  const { data: kinds } = useQuery(assetKindsQuery);
  const [opened, setOpened] = useState<Asset | null>(null);
  const rights = useMayChange(found.data);
  const change: Change | undefined = CHANGES.find((one) => one === named);
  // The version that was seen: a later answer must not take the form away.
  if (!opened && found.data) setOpened(found.data);
  const back = (
    <Link to="/assets/$assetId" params={{ assetId }} className={buttonClass()}>
      {words.forms.toAsset}
    </Link>
  );
  if (found.isError && !opened)
    return <Failed error={found.error} again={() => void found.refetch()} back={back} />;
  const kind = kinds?.items.find(({ id }) => id === opened?.kind);
  if (!opened || !kind) return <Loading lines={8} />;
  if (!change || !rights.includes(change))
    return (
      <Empty icon="lock" title={common.forbidden} action={back}>
        {common.forbiddenText}
      </Empty>
    );
  const done = (): void => {
    void queries.invalidateQueries({ queryKey: ['asset'] });
    void navigate({ to: '/assets/$assetId', params: { assetId } });
  };
  const form = { asset: opened, kind, onDone: done };
  return (
    <>
      <title>{`${words.change[change]} – ${opened.code} – ${common.product}`}</title>
      <div>
        <p className="trail">
          <Link to="/assets">{words.title}</Link>
          <Link to="/assets/$assetId" params={{ assetId }}>
            {opened.code}
          </Link>
        </p>
        <h1>{words.changeTitle[change](opened.code)}</h1>
      </div>
      {change === 'edit' ? (
        <div className="columns">
          <EditForm {...form} />
          <MoveForm {...form} />
        </div>
      ) : null}
      {change === 'survey' ? <SurveyForm {...form} /> : null}
      {change === 'correction' ? <CorrectionForm {...form} /> : null}
    </>
  );
}
