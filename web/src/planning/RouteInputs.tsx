// Ways to give a route: drawn, typed, pasted, from a file, or between two addresses.
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Button, buttonClass } from '../components/Button';
import { Icon } from '../components/Icon';
import { parseRoute } from '../map/coordinates';
import { startLine } from '../map/draw';
import { lengthOf, type Position } from '../map/geo';
import { canDraw, type MapHandle } from '../map/MapView';
import { VerticesField } from '../map/VerticesField';
import { useLanguage, useWords } from '../words/context';
import { formatBytes, formatNumber } from '../words/numbers';
import { RouteEnds } from './RouteEnds';

const MOST_FILE_BYTES = 5_000_000;

interface RouteInputsProps {
  route: readonly Position[];
  draft: string | undefined;
  handle: MapHandle | null;
  /** A line that was typed, null while it is wrong; and its text. */
  onTyped: (line: readonly Position[] | null, text: string) => void;
  /** A whole route at once: the answer may be asked for. */
  onGiven: (line: readonly Position[]) => void;
}

export function RouteInputs({ route, draft, handle, onTyped, onGiven }: RouteInputsProps) {
  const { planning: words } = useWords();
  const language = useLanguage();
  const [given, setGiven] = useState(route);
  const [fault, setFault] = useState<string>();
  const [drawing, setDrawing] = useState(false);
  const stopDrawing = useRef<(() => void) | null>(null);

  const give = (line: readonly Position[]): void => {
    setFault(undefined);
    setGiven(line);
    onGiven(line);
  };
  const draw = async (): Promise<void> => {
    if (!handle) return;
    if (drawing) {
      stopDrawing.current?.();
      setDrawing(false);
      return;
    }
    setDrawing(true);
    stopDrawing.current = await startLine(handle, (line) => {
      setDrawing(false);
      give(line);
    });
  };
  const readFile = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > MOST_FILE_BYTES) {
      setFault(words.route.fileTooLarge(file.name, formatBytes(MOST_FILE_BYTES, language)));
      return;
    }
    const line = parseRoute(await file.text());
    if (line) give(line);
    else setFault(words.route.fileWrong(file.name));
  };

  return (
    <>
      <VerticesField
        at="/route"
        label={words.route.label}
        hint={words.route.hint}
        wrong={words.route.wrong}
        fault={fault}
        given={given}
        draft={draft}
        parse={parseRoute}
        onLine={(line, text) => {
          setFault(undefined);
          onTyped(line, text);
        }}
      />
      <div className="button-row">
        {canDraw() ? (
          <Button icon="edit" aria-pressed={drawing} onClick={() => void draw()}>
            {drawing ? words.route.stopDrawing : words.route.draw}
          </Button>
        ) : null}
        <label className={buttonClass('plain', 'file-label')}>
          <Icon name="upload" />
          {words.route.file}
          <input
            className="visually-hidden"
            type="file"
            accept=".geojson,.json,.kml,application/geo+json"
            onChange={(event) => {
              void readFile(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </label>
      </div>
      <p className="small" role="status">
        {drawing ? words.route.drawHint : null}
        {!drawing && route.length > 1
          ? words.route.length(formatNumber(Math.round(lengthOf(route)), language))
          : null}
      </p>
      <RouteEnds onPlace={(at) => handle?.goTo(at)} onRoute={give} />
      <p className="small">
        <Link to="/map">{words.route.byRadius}</Link>
      </p>
    </>
  );
}
