// A place by its coordinates, one point a line, in degrees or in VN-2000.
import { useState } from 'react';
import { VerticesField } from '../../map/VerticesField';
import { useWords } from '../../words/context';
import { placeOf, pointsOf, type Shape } from './places';
import { objectOf, type Value } from './values';

interface PlaceFieldProps {
  at: string;
  label: string;
  value: Value | undefined;
  onChange: (place: Value | undefined) => void;
}

export function PlaceField({ at, label, value, onChange }: PlaceFieldProps) {
  const { forms } = useWords();
  const [given] = useState(() => pointsOf(value));
  const { type } = objectOf(value);
  const shape: Shape = type === 'Point' || type === 'Polygon' ? type : 'LineString';
  return (
    <VerticesField
      at={at}
      label={label}
      hint={forms.placeHint}
      wrong={forms.placeWrong}
      given={given}
      onLine={(points) => {
        if (points) onChange(placeOf(points, shape));
      }}
    />
  );
}
