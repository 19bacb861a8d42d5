// Tabs, tables, pages and lists of facts.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { DueMark } from '../components/due';
import { Facts } from '../components/Facts';
import { Pager } from '../components/Pager';
import { Panel } from '../components/Panel';
import { Count, Tabs } from '../components/Tabs';
import { Tag } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { Section, useGallery } from './Section';

const ROWS = [1, 2, 3] as const;
const AMOUNTS = { 1: 7, 2: 12_500, 3: 1_250_000 } as const;

export function Tables() {
  const words = useGallery();
  const { common } = useWords();
  const language = useLanguage();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set(['2']));
  return (
    <Section title={words.sections.tables}>
      <Tabs label={words.tabs}>
        {ROWS.map((number) => (
          <Link
            key={number}
            to="/components"
            activeProps={{}}
            {...(number === 1 ? { 'aria-current': 'page' as const } : {})}
          >
            {words.tab(number)}
            <Count of={number * 7} {...(number === 3 ? { tone: 'late' as const } : {})} />
          </Link>
        ))}
      </Tabs>
      <DataTable
        caption={words.table}
        rows={ROWS}
        keyOf={String}
        nameOf={(row) => words.row(row)}
        selection={{ keys, set: setKeys }}
        current={0}
        toneOf={(row) => (row === 1 ? 'late' : row === 2 ? 'soon' : undefined)}
        columns={[
          {
            id: 'name',
            title: words.columns.name,
            kind: 'main',
            cell: (row) => (
              <>
                <a href="#main" className="cell-title">
                  {words.row(row)}
                </a>
                <span className="cell-sub">{words.longText}</span>
              </>
            ),
          },
          {
            id: 'state',
            title: words.columns.state,
            cell: (row) => (
              <DueMark
                due={{ overdue: row === 1, paused: false, daysLeft: row, dueOn: '2026-12-14' }}
              />
            ),
          },
          {
            id: 'amount',
            title: words.columns.amount,
            kind: 'number',
            cell: (row) => formatNumber(AMOUNTS[row], language),
          },
          {
            id: 'end',
            title: words.columns.end,
            kind: 'end',
            cell: (row) => (
              <Button aria-label={`${common.open} ${words.row(row)}`}>{common.open}</Button>
            ),
          },
        ]}
      />
      <Pager shown={3} atLeast={10_000} next="4" />
    </Section>
  );
}

export function FactLists() {
  const words = useGallery();
  const facts = [
    [words.label, words.value],
    [words.tag, <Tag key="tag">{words.tag}</Tag>],
    [words.long, words.longText],
  ] as const;
  return (
    <Section title={words.sections.facts}>
      <div className="columns with-aside">
        <Panel title={words.table} level={3}>
          <Facts of={facts} />
        </Panel>
        <Panel title={words.label} level={3} aside={<Tag tone="accent">{words.tag}</Tag>}>
          <Facts narrow="narrow" of={facts} />
        </Panel>
      </div>
    </Section>
  );
}
