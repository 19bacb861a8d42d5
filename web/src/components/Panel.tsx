import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: ReactNode;
  level?: 2 | 3;
  aside?: ReactNode;
  flush?: 'flush';
  children: ReactNode;
}

/** A framed part of a page with a heading. */
export function Panel({ title, level = 2, aside, flush, children }: PanelProps) {
  const id = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <Heading id={id}>{title}</Heading>
        {aside}
      </header>
      <div className={flush ? 'body flush' : 'body'}>{children}</div>
    </section>
  );
}
