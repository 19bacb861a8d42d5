// One set of icons, 24 units wide, drawn with one stroke width. Each stands beside a word or in a
// button with a label, so it is hidden from screen readers.

const PATHS = {
  alert: 'M12 4 2.500 20h19L12 4Zm0 6v4.500m0 2.750v.25',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6.500 2 6.500H4S6 15 6 10Zm4 9.500a2 2 0 0 0 4 0',
  calendar: 'M4 6h16v14H4V6Zm0 4.500h16M8 3.500v4m8-4v4',
  check: 'm4.500 12.500 5 5 10-11',
  chevron: 'm6 9.500 6 6 6-6',
  circle: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 3.500V12l3 2',
  close: 'm6 6 12 12M18 6 6 18',
  comment: 'M4 5h16v11H11l-4.500 4v-4H4V5Z',
  document: 'M6 3.500h8l4 4.500v12.500H6v-17Zm8 0V8h4M9 12.500h6M9 16h6',
  download: 'M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 20h14',
  edit: 'M4.500 19.500h4L19 9l-4-4L4.500 15.500v4ZM12.500 7.500l4 4',
  empty: 'M3.500 13h5l1 2.500h5l1-2.500h5M3.500 13l3-7.500h11l3 7.500v6h-17v-6Z',
  external: 'M14 4.500h5.500V10M19.500 4.500 11 13M17 14v5.500H4.500V7H10',
  filter: 'M4 5.500h16l-6.500 7.500v6l-3-1.500v-4.500L4 5.500Z',
  help: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700m0 3v.25',
  history: 'M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4.500l3 1.500',
  info: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17Zm0 7.500v5.500m0-9v.25',
  lock: 'M6 11h12v9H6v-9Zm2.500 0V8a3.500 3.500 0 0 1 7 0v3',
  mail: 'M3.500 6h17v12.500h-17V6Zm.5.500 8 6.500 8-6.500',
  menu: 'M4 6.500h16M4 12h16M4 17.500h16',
  minus: 'M5 12h14',
  more: 'M12 5.500v.25M12 12v.25M12 18.250v.25',
  organization:
    'M4 20.500V9h7v11.500M11 20.500V4h9v16.500M2.500 20.500h19M7 12.500v.25M7 16v.25M14 8h3m-3 4h3m-3 4h3',
  paper: 'M7 3.500h10v11l-5 6-5-6v-11Zm3 4h4m-4 3.500h4',
  pause: 'M9 6v12M15 6v12',
  person:
    'M12 4a3.750 3.750 0 1 0 0 7.500A3.750 3.750 0 0 0 12 4ZM4.500 20c.5-4 3.500-6 7.500-6s7 2 7.500 6',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 9V4h10v5M7 16.500H4V9h16v7.500h-3M7 13.500h10V20H7v-6.500Z',
  refresh: 'M20 12a8 8 0 1 1-2.500-5.800L20 8.500M20 4v4.500h-4.500',
  ruler: 'M3.500 15.500 15.500 3.500l5 5-12 12-5-5ZM7 12l2 2m1-5 2 2m1-5 2 2',
  search: 'M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm4.500 10.500 5 5',
  send: 'M4 12 20 4.500 15.500 20l-4-6.500L4 12Zm7.500 1.500L20 4.500',
  star: 'm12 4 2.500 5 5.500.8-4 3.900 1 5.500-5-2.600-5 2.600 1-5.500-4-3.900 5.500-.8L12 4Z',
  turn: 'M5 6h9a5 5 0 0 1 0 10H6m3.500-3.500L6 16l3.500 3.500',
  upload: 'M12 15.500V4.500M7.500 9 12 4.500 16.500 9M5 20h14',
  user_switch: 'M8 7h12m-3-3 3 3-3 3M16 17H4m3-3-3 3 3 3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export const ICON_NAMES = Object.keys(PATHS) as readonly IconName[];
