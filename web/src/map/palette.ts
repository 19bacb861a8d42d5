// Colours of the map in both colour schemes.
import type { BandColours } from './symbols';

/** Greys of a background from a file. */
export interface BaseColours {
  green: string;
  built: string;
  building: string;
  casing: string;
  road: string;
  path: string;
  rail: string;
  border: string;
  text: string;
  water: string;
}

export interface Palette {
  sea: string;
  land: string;
  border: string;
  province: string;
  text: string;
  halo: string;
  ground: string;
  bands: BandColours;
  works: string;
  permits: string;
  route: string;
  gap: string;
  selected: string;
  measure: string;
  base: BaseColours;
}

const LIGHT: Palette = {
  sea: '#dfeaf2',
  land: '#faf9f6',
  border: '#b9bfc9',
  province: '#6b7686',
  text: '#3d4653',
  halo: '#ffffff',
  ground: '#ffffff',
  bands: {
    many: '#17633a',
    some: '#1450a3',
    few: '#a35a00',
    none: '#a3221b',
    unknown: '#5a6473',
  },
  works: '#9a3fb0',
  permits: '#0b6b78',
  route: '#1450a3',
  gap: '#a3221b',
  selected: '#161b22',
  measure: '#7a1fa2',
  base: {
    green: '#e9eee4',
    built: '#f1f0ec',
    building: '#e2e1dd',
    casing: '#c9ccd1',
    road: '#ffffff',
    path: '#cfd2d6',
    rail: '#b3b8c0',
    border: '#9aa2ae',
    text: '#5b6471',
    water: '#4d6b82',
  },
};

const DARK: Palette = {
  sea: '#10161d',
  land: '#1d232b',
  border: '#465061',
  province: '#8b96a6',
  text: '#c5ccd6',
  halo: '#14171c',
  ground: '#14171c',
  bands: {
    many: '#86d3a5',
    some: '#8db8f2',
    few: '#f0c272',
    none: '#ff9d94',
    unknown: '#a9b3c1',
  },
  works: '#d79be6',
  permits: '#7fd0dc',
  route: '#8db8f2',
  gap: '#ff9d94',
  selected: '#ffffff',
  measure: '#d9a7f0',
  base: {
    green: '#1f2a25',
    built: '#21272f',
    building: '#2b323c',
    casing: '#14181e',
    road: '#3a4350',
    path: '#3a4350',
    rail: '#4a5361',
    border: '#5d6878',
    text: '#a4adba',
    water: '#7f9db5',
  },
};

export const paletteOf = (scheme: 'light' | 'dark'): Palette => (scheme === 'dark' ? DARK : LIGHT);

export const paletteNow = (): Palette =>
  paletteOf(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
