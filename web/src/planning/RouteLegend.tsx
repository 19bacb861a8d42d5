// What the lines of the route mean on the map.
import { useWords } from '../words/context';

const ALWAYS = ['route', 'gap'] as const;
const DRAWN = ['route', 'gap', 'alternative', 'fresh'] as const;

export function RouteLegend({ isDrawn }: { isDrawn: boolean }) {
  const { planning: words } = useWords();
  return (
    <ul className="legend">
      {(isDrawn ? DRAWN : ALWAYS).map((name) => (
        <li key={name}>
          <svg className={`line-mark ${name}`} viewBox="0 0 28 18" aria-hidden="true">
            {name === 'fresh' ? <circle cx="14" cy="9" r="6" /> : null}
            {name === 'gap' ? <path d="M3 14l8-10m-1 10l8-10m-1 10l8-10" /> : null}
            {name === 'route' || name === 'alternative' ? <path d="M1 9h26" /> : null}
          </svg>
          {words.legend[name]}
        </li>
      ))}
    </ul>
  );
}
