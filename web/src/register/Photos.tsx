// Photos of an asset: those that its corrections name.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Asset, correctionsQuery, photoHref } from '../api/assets';
import { useTitles } from '../api/titles';
import { Panel } from '../components/Panel';
import { Tag } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';

export function Photos({ asset }: { asset: Asset }) {
  const { register: words } = useWords();
  const title = useTitles(useLanguage());
  const { data } = useQuery(correctionsQuery(asset.id));
  const corrections = data?.items ?? [];
  if (corrections.length === 0) return null;
  return (
    <Panel title={words.corrections.title} flush="flush">
      <ul className="version-list">
        {corrections.map((one) => (
          <li key={one.id} className="stack tight">
            <p className="row between">
              <Link to="/corrections/$correctionId" params={{ correctionId: one.id }}>
                {shortDay(one.observed_on)}
              </Link>
              <Tag tone={one.status === 'proposed' ? 'soon' : 'plain'}>
                {title('AssetCorrectionStatus', one.status)}
              </Tag>
            </p>
            <p className="small">
              {[one.surveyor, one.note, one.reason].filter(Boolean).join(' · ')}
            </p>
            {one.photos.length > 0 ? (
              <ul className="photos">
                {one.photos.map((photo, index) => (
                  <li key={photo.id}>
                    <a href={photoHref(asset.id, photo.id)} target="_blank" rel="noreferrer">
                      <img
                        src={photoHref(asset.id, photo.id)}
                        alt={words.corrections.photo(asset.code, index + 1)}
                        loading="lazy"
                      />
                    </a>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
