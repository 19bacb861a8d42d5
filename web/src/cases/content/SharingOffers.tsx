import type { Schemas } from '../../api/client';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { formatMoney } from '../../words/numbers';
import { useAssets } from './shared';

type Content = Schemas['SharingContent'];

/** The newest offer and the newest counter-offer beside each other, and the work before both. */
export function SharingOffers({ of }: { of: Content }) {
  const { content } = useWords();
  const language = useLanguage();
  const { sharing: words } = content;
  const offer = of.offers.at(-1);
  const counter = of.counters.at(-1);
  if (!offer && !counter) return null;
  const money = (amount: number | null | undefined): string | null =>
    amount === null || amount === undefined ? null : formatMoney(amount, language);
  return (
    <Panel title={words.offers}>
      <div className="comparison">
        {offer ? (
          <section className="stack tight">
            <h3>{words.offer}</h3>
            <Facts
              of={[
                [words.rent, money(offer.rent_vnd_per_month)],
                [words.estimate, money(offer.estimate_vnd)],
                [words.terms, <p className="pre-line">{offer.terms}</p>],
              ]}
            />
          </section>
        ) : null}
        {counter ? (
          <section className="stack tight">
            <h3>{words.counter}</h3>
            <Facts
              of={[
                [words.rent, money(counter.rent_vnd_per_month)],
                [words.terms, <p className="pre-line">{counter.terms}</p>],
              ]}
            />
          </section>
        ) : null}
      </div>
      {offer && offer.make_ready.length > 0 ? <MakeReady of={offer.make_ready} /> : null}
    </Panel>
  );
}

function MakeReady({ of }: { of: readonly Schemas['SharingMakeReady'][] }) {
  const { content } = useWords();
  const assets = useAssets(of.map(({ asset_id }) => asset_id));
  return (
    <section className="stack tight">
      <h3>{content.sharing.makeReady}</h3>
      <ul>
        {of.map(({ asset_id, work }) => (
          <li key={`${asset_id} ${work}`}>
            <span className="code">{assets.get(asset_id)?.code ?? content.hiddenAsset}</span> {work}
          </li>
        ))}
      </ul>
    </section>
  );
}
