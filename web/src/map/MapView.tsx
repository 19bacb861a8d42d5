// A map where the browser can draw one; elsewhere a sentence. Everything on it stands in lists too.
import { lazy, Suspense } from 'react';
import { Notice } from '../components/Notice';
import { Loading } from '../components/States';
import { useWords } from '../words/context';
import { Attribution, BackgroundSwitch } from './BackgroundSwitch';
import type { MapProps } from './MapCanvas';
import { useBackground } from './useBackground';
import './map.css';

export type { MapHandle, Mark, NamedPlace, Picked } from './MapCanvas';

const MapCanvas = lazy(() => import('./MapCanvas'));

let drawable: boolean | undefined;

/** Whether the browser has WebGL 2. */
export function canDraw(): boolean {
  if (drawable === undefined) {
    const context = document.createElement('canvas').getContext('webgl2');
    drawable = context !== null;
    // Browsers keep few contexts alive.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return drawable;
}

interface MapViewProps extends Omit<MapProps, 'background'> {
  /** `small` beside facts, `wide` as the main part of a page. */
  size?: 'small' | 'wide';
}

export function MapView({ size = 'wide', ...props }: MapViewProps) {
  const { map } = useWords();
  if (!canDraw())
    return (
      <Notice title={map.noWebGl}>
        <p>{map.noWebGlText}</p>
      </Notice>
    );
  return <DrawnMap size={size} {...props} />;
}

function DrawnMap({ size, ...props }: MapViewProps) {
  const { options, background, choose } = useBackground();
  return (
    <div className="map-with-background">
      <div className={`map-box ${size}`}>
        <Suspense fallback={<Loading lines={4} />}>
          <MapCanvas coordinates={size === 'wide'} {...props} background={background} />
        </Suspense>
      </div>
      {size === 'wide' && background && options.length > 1 ? (
        <BackgroundSwitch options={options} background={background} choose={choose} />
      ) : null}
      {background ? <Attribution of={background.option} /> : null}
    </div>
  );
}
