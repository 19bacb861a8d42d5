import { type ReactNode, useLayoutEffect, useRef } from 'react';

/** Tabs are addresses: links with the current one marked, and in sight where not all have room. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const seen = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const current = box.current?.querySelector<HTMLElement>('[aria-current]') ?? null;
    if (!box.current || !current || current === seen.current) return;
    seen.current = current;
    const spare = box.current.clientWidth - current.offsetWidth;
    box.current.scrollLeft = current.offsetLeft - spare / 2;
  });
  return (
    <nav ref={box} className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}

export function Count({ of, tone }: { of: number | undefined; tone?: 'late' }) {
  if (of === undefined) return null;
  return <span className={tone && of > 0 ? `count ${tone}` : 'count'}>{of}</span>;
}
