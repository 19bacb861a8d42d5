// Streets of a campaign, one of them open for editing.
import { useState } from 'react';
import { Button } from '../../components/Button';
import { Group } from '../../components/choices';
import { areaOf, type Geometry, lengthOf } from '../../map/geo';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { verticesOf } from '../place';
import type { Street } from './campaign';
import { StreetEditor } from './StreetEditor';

const MOST_STREETS = 50;

interface StreetsProps {
  streets: readonly Street[];
  onChange: (streets: readonly Street[]) => void;
}

export function Streets({ streets, onChange }: StreetsProps) {
  const { campaign: words } = useWords().filings;
  const [opened, setOpened] = useState<number | null>(streets.length === 0 ? null : -1);
  const replace = (index: number, part: Partial<Street>): void =>
    onChange(streets.map((street, at) => (at === index ? { ...street, ...part } : street)));
  return (
    <Group at="/streets" legend={words.streets}>
      {streets.length === 0 ? <p className="muted">{words.noStreets}</p> : null}
      <ol className="repeated">
        {streets.map((street, index) => {
          const name = street.name.trim() || words.street(index + 1);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: streets have no other name
            <li key={index} className="stack">
              <div className="repeated-head">
                <span>
                  <strong>{name}</strong> <Extent of={street.place} />
                </span>
                <span className="button-row">
                  <Button
                    look="quiet"
                    aria-expanded={opened === index}
                    onClick={() => setOpened(opened === index ? null : index)}
                  >
                    {opened === index ? words.done : words.edit(name)}
                  </Button>
                  <Button
                    look="quiet"
                    onClick={() => {
                      onChange(streets.filter((_, at) => at !== index));
                      setOpened(null);
                    }}
                  >
                    {words.remove(name)}
                  </Button>
                </span>
              </div>
              {opened === index ? (
                <StreetEditor
                  at={`/streets/${index}`}
                  street={street}
                  onChange={(part) => replace(index, part)}
                />
              ) : null}
            </li>
          );
        })}
      </ol>
      {streets.length < MOST_STREETS ? (
        <div className="button-row">
          <Button
            icon="plus"
            onClick={() => {
              onChange([...streets, { name: '', place: undefined }]);
              setOpened(streets.length);
            }}
          >
            {words.add}
          </Button>
        </div>
      ) : null}
    </Group>
  );
}

function Extent({ of }: { of: Geometry | undefined }) {
  const { campaign: words } = useWords().filings;
  const language = useLanguage();
  if (!of) return <span className="muted small">{words.noPlace}</span>;
  const vertices = verticesOf(of);
  const number = (value: number): string => formatNumber(Math.round(value), language);
  return (
    <span className="muted small">
      {of.type === 'LineString'
        ? words.length(number(lengthOf(vertices)))
        : words.area(number(areaOf(vertices)))}
    </span>
  );
}
