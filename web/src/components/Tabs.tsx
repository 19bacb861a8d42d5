import type { ReactNode } from 'react';

/** Tabs are addresses: links with the current one marked. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}

export function Count({ of, tone }: { of: number | undefined; tone?: 'late' }) {
  if (of === undefined) return null;
  return <span className={tone && of > 0 ? `count ${tone}` : 'count'}>{of}</span>;
}
