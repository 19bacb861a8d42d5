import { useId } from 'react';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { attributionOf, type Background, type BackgroundOption, LEAST_OPACITY } from './background';

interface SwitchProps {
  options: readonly BackgroundOption[];
  background: Background;
  choose: (change: { id?: string; opacity?: number }) => void;
}

const STEP = 0.1;

/** Which background a map has, and how strong it is. */
export function BackgroundSwitch({ options, background, choose }: SwitchProps) {
  const { background: words } = useWords().map;
  const language = useLanguage();
  const id = useId();
  const { option, opacity } = background;
  const titleOf = (one: BackgroundOption): string =>
    'source' in one ? one.source.title : 'basemap' in one ? words.map : words.plain;
  return (
    <div className="background-switch screen-only">
      <fieldset>
        <legend>{words.title}</legend>
        {options.map((one) => (
          <label key={one.id} className="choice">
            <input
              type="radio"
              name={`${id}-background`}
              checked={one.id === option.id}
              onChange={() => choose({ id: one.id })}
            />
            <span>{titleOf(one)}</span>
          </label>
        ))}
      </fieldset>
      {option.id === 'plain' ? null : (
        <label className="background-opacity">
          <span>{words.opacity}</span>
          <input
            type="range"
            min={LEAST_OPACITY}
            max={1}
            step={STEP}
            value={opacity}
            aria-valuetext={words.percent(formatNumber(Math.round(opacity * 100), language))}
            onChange={(event) => choose({ opacity: Number(event.target.value) })}
          />
        </label>
      )}
    </div>
  );
}

/** Where a background comes from, on screen and on paper. */
export function Attribution({ of: option }: { of: BackgroundOption }) {
  const { background: words } = useWords().map;
  const attribution = attributionOf(option);
  return attribution ? (
    <p className="map-attribution small muted">{words.source(attribution)}</p>
  ) : null;
}
