// An offer of assets to another owner; a manager of the present owner makes it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { newKey } from '../../api/client';
import { assetsQuery } from '../../api/references';
import { createTransfer } from '../../api/transfers';
import { Button } from '../../components/Button';
import { Group } from '../../components/choices';
import { TextAreaField } from '../../components/Field';
import { FormBody } from '../../components/FormBody';
import { Notice } from '../../components/Notice';
import { OrganizationPicker } from '../../components/OrganizationPicker';
import { PageTitle } from '../../components/PageTitle';
import { useSubmit } from '../../components/useSubmit';
import { useDraft } from '../../session/draft';
import { useWords } from '../../words/context';
import { timeOf } from '../../words/days';
import { OwnAssetPicker } from './OwnAssetPicker';

interface Offer {
  assets: readonly string[];
  to: string;
  reason: string;
  key: string;
}

const emptyOffer = (): Offer => ({ assets: [], to: '', reason: '', key: newKey() });

export function NewTransferPage() {
  const { transfers: words, forms } = useWords();
  const { asset } = useSearch({ from: '/inside/transfers/new' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = useSubmit();
  const { value, set, clear, ...draft } = useDraft<Offer>('asset-transfer', emptyOffer);
  const { data: known } = useQuery(assetsQuery([...value.assets].sort()));
  const change = (part: Partial<Offer>): void => set({ ...value, ...part });
  // The asset from whose page the person comes joins what was chosen before.
  useEffect(() => {
    if (!asset || !draft.loaded) return;
    if (!value.assets.includes(asset)) set({ ...value, assets: [...value.assets, asset] });
    void navigate({ to: '/transfers/new', search: {}, replace: true });
  }, [asset, draft.loaded, value, set, navigate]);
  const send = (): void =>
    void submit.run(async () => {
      const reason = value.reason.trim();
      await createTransfer(
        {
          asset_ids: [...value.assets],
          to_organization_id: value.to,
          ...(reason ? { reason } : {}),
        },
        value.key,
      );
      clear();
      await queries.invalidateQueries({ queryKey: ['asset'] });
      await navigate({ to: '/transfers' });
    });
  return (
    <>
      <PageTitle of={words.newTitle} />
      <div>
        <p className="trail">
          <Link to="/transfers">{words.title}</Link>
        </p>
        <h1>{words.newTitle}</h1>
      </div>
      {draft.elsewhere ? <Notice tone="soon" announce="status" title={forms.otherTab} /> : null}
      <div className="form">
        <FormBody
          submit={submit}
          onSubmit={send}
          label={words.send}
          extra={
            draft.dirty ? (
              <Button look="quiet" onClick={clear}>
                {forms.discard}
              </Button>
            ) : null
          }
        >
          <Group at="/asset_ids" legend={words.assets}>
            {value.assets.length === 0 ? <p className="muted">{words.noneChosen}</p> : null}
            <ul className="repeated">
              {value.assets.map((id) => (
                <li key={id}>
                  <div className="repeated-head">
                    <Link to="/assets/$assetId" params={{ assetId: id }} className="code">
                      {known?.get(id)?.code ?? '…'}
                    </Link>
                    <Button
                      look="quiet"
                      onClick={() => change({ assets: value.assets.filter((one) => one !== id) })}
                    >
                      {words.remove(known?.get(id)?.code ?? '')}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
            <OwnAssetPicker
              key={value.assets.length}
              onAdd={(id) => {
                if (!value.assets.includes(id)) change({ assets: [...value.assets, id] });
              }}
            />
          </Group>
          <OrganizationPicker
            at="/to_organization_id"
            label={words.chooseTo}
            value={value.to}
            onChange={(to) => change({ to: to ?? '' })}
          />
          <TextAreaField
            at="/reason"
            label={words.reason}
            hint={words.reasonHint}
            optional
            rows={3}
            max={1000}
            value={value.reason}
            onChange={(reason) => change({ reason })}
          />
        </FormBody>
        <p className="small muted" role="status">
          {draft.savedAt ? forms.savedHere(timeOf(draft.savedAt)) : null}
        </p>
      </div>
    </>
  );
}
