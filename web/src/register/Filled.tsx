// A rectangle or circle in the look of a part of the capacity: colour and hatching.
import { useId } from 'react';
import type { CapacityPart } from './capacityParts';

const HATCHES: Partial<Record<CapacityPart, string>> = {
  own: 'M0 6 6 0',
  blocked: 'M0 0 6 6M0 6 6 0',
  reserve: 'M0 3h6',
  reserved: 'M0 0l6 6',
};

interface Box {
  part: CapacityPart;
  x: number;
  y: number;
  width: number;
  height: number;
  round?: 'round';
}

export function Filled({ part, x, y, width, height, round }: Box) {
  const id = useId();
  const hatch = HATCHES[part];
  const shape = { x, y, width, height, rx: round ? width / 2 : 0 };
  return (
    <>
      {hatch ? (
        <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse">
          <path className="hatch" d={hatch} />
        </pattern>
      ) : null}
      <rect className={`part part-${part}`} {...shape} />
      {hatch ? <rect className="part-hatch" fill={`url(#${id})`} {...shape} /> : null}
    </>
  );
}
