// A place by the map or by its coordinates: every vertex can be typed. The two show the same value.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { Loading } from '../components/States';
import { useAreaNames } from '../map/areaNames';
import { parseVertices, writtenVertices } from '../map/coordinates';
import { startLine } from '../map/draw';
import { type Bounds, boundsOf, type Geometry, type Position, roundedPosition } from '../map/geo';
import { bandsFor } from '../map/layers';
import { canDraw, type MapHandle, MapView } from '../map/MapView';
import type { Own } from '../map/own';
import { useWords } from '../words/context';
import { geometryOf, type PlaceShape, verticesOf } from './place';

const SHOWN = {
  layers: ['poles', 'ducts', 'sites', 'works'] as const,
  bands: bandsFor(0, []),
  owner: undefined,
};
const EDGE = 0.003;

interface PlacePickerProps {
  at: string;
  label: string;
  hint?: string;
  /** What the place may be, the usual one first. */
  shapes: readonly [PlaceShape, ...PlaceShape[]];
  value: Geometry | undefined;
  onChange: (place: Geometry | undefined) => void;
  /** Drawn besides the place, such as the assets near it. */
  own?: Own;
  /** Under the coordinates, such as the unit of the place. */
  children?: ReactNode;
}

export function PlacePicker(props: PlacePickerProps) {
  const { at, label, hint, shapes, value, onChange, own, children } = props;
  const { filing: words, map: mapWords } = useWords();
  const { province, ready } = useAreaNames();
  const [text, setText] = useState(() => writtenVertices(verticesOf(value)));
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [drawing, setDrawing] = useState<PlaceShape | null>(null);
  const stopDrawing = useRef<(() => void) | null>(null);
  useEffect(() => () => stopDrawing.current?.(), []);
  const vertices = useMemo(() => verticesOf(value), [value]);
  const takesPoint = shapes.includes('Point');
  const parsed = parseVertices(text);
  const isPlace =
    parsed !== null && (parsed.length === 0 || geometryOf(parsed, shapes) !== undefined);

  const take = (line: readonly Position[], shape?: PlaceShape): void => {
    const place = geometryOf(line, shape ? [shape] : shapes);
    setText(writtenVertices(verticesOf(place)));
    onChange(place);
  };
  const type = (typed: string): void => {
    setText(typed);
    const line = parseVertices(typed);
    if (!line) return;
    const place = geometryOf(line, shapes);
    onChange(place);
    const around = place ? boundsOf(verticesOf(place)) : null;
    if (around) handle?.fit(around);
  };
  const draw = async (shape: PlaceShape): Promise<void> => {
    if (!handle) return;
    stopDrawing.current?.();
    stopDrawing.current = null;
    if (drawing === shape) {
      setDrawing(null);
      return;
    }
    setDrawing(shape);
    stopDrawing.current = await startLine(handle, (line) => {
      setDrawing(null);
      take(line, shape);
    });
  };

  const drawn = useMemo((): Own => {
    const [first] = vertices;
    const isPoint = value?.type === 'Point';
    return {
      ...own,
      ...(isPoint && first ? { marker: first } : {}),
      ...(value && !isPoint ? { route: vertices } : {}),
    };
  }, [own, value, vertices]);

  const start = useMemo((): Bounds => {
    const around = boundsOf(verticesOf(value));
    if (around)
      return [around[0] - EDGE, around[1] - EDGE, around[2] + EDGE, around[3] + EDGE] as const;
    return province;
    // Later values move the map through the handle.
  }, [province, value]);

  const onlyPoint = shapes.length === 1 && takesPoint;
  const lines = (['LineString', 'Polygon'] as const).filter((shape) => shapes.includes(shape));
  return (
    <div className="filing-place">
      <div className="stack tight">
        <Field
          at={at}
          label={label}
          hint={hint ?? (onlyPoint ? words.pointHint : words.placeHint)}
          fault={isPlace ? undefined : onlyPoint ? words.pointWrong : words.placeWrong}
        >
          {(wiring) =>
            onlyPoint ? (
              <input
                {...wiring}
                type="text"
                autoComplete="off"
                className="input code"
                value={text}
                onChange={(event) => type(event.target.value)}
              />
            ) : (
              <textarea
                {...wiring}
                className="input code"
                rows={5}
                value={text}
                onChange={(event) => type(event.target.value)}
              />
            )
          }
        </Field>
        {canDraw() && lines.length > 0 ? (
          <div className="button-row">
            {lines.map((shape) => (
              <Button
                key={shape}
                icon="edit"
                aria-pressed={drawing === shape}
                onClick={() => void draw(shape)}
              >
                {drawing === shape ? words.stopDrawing : words.draw[shape]}
              </Button>
            ))}
          </div>
        ) : null}
        <p className="small muted" role="status">
          {drawing ? words.drawing : takesPoint && canDraw() ? words.pick : null}
        </p>
      </div>
      <div className="filing-map">
        {!ready ? (
          <Loading />
        ) : (
          <MapView
            label={mapWords.label}
            start={start}
            shown={SHOWN}
            own={drawn}
            onReady={(ready) => {
              setHandle(ready);
              // What was typed before the map was there.
              const around = boundsOf(vertices);
              if (around) ready?.fit(around);
            }}
            onPick={(position) => {
              if (takesPoint && !drawing) take([roundedPosition(position)], 'Point');
            }}
          />
        )}
      </div>
      {children ? <div className="stack">{children}</div> : null}
    </div>
  );
}
