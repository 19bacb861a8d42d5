// Files that the reader asked for: progress while the server makes them, then the download.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type Export, exportHref, exportListQuery } from '../../api/exports';
import { useTitles } from '../../api/titles';
import { buttonClass } from '../../components/Button';
import { type Column, DataTable } from '../../components/DataTable';
import { Icon } from '../../components/Icon';
import { Pager } from '../../components/Pager';
import { PageTitle } from '../../components/PageTitle';
import { Failed } from '../../components/Problem';
import { Progress } from '../../components/Progress';
import { Empty, Loading } from '../../components/States';
import { Tag } from '../../components/Tag';
import { useLanguage, useWords } from '../../words/context';
import { dayOf, moment, shortDay } from '../../words/days';
import { formatBytes, formatNumber } from '../../words/numbers';
import { RegisterTabs } from '../RegisterTabs';

const TONES = {
  queued: 'plain',
  running: 'soon',
  done: 'good',
  failed: 'late',
  expired: 'plain',
} as const;

export function ExportsPage() {
  const { assetExports: words } = useWords();
  const { cursor } = useSearch({ from: '/inside/exports' });
  const found = useQuery(exportListQuery(cursor));
  const columns = useColumns();
  const rows = found.data?.items ?? [];
  const toAssets = (
    <Link to="/assets" className={buttonClass()}>
      {words.toAssets}
    </Link>
  );
  return (
    <>
      <PageTitle of={words.title} />
      <div className="page-head">
        <h1>{words.title}</h1>
        <div className="button-row screen-only">{toAssets}</div>
      </div>
      <p className="muted">{words.text}</p>
      <RegisterTabs />
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty title={words.empty} action={toAssets}>
          {words.emptyText}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={words.title}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            nameOf={({ file_name }) => file_name}
          />
          <Pager shown={rows.length} cursor={cursor} next={found.data?.next_cursor} />
        </>
      ) : null}
    </>
  );
}

function useColumns(): readonly Column<Export>[] {
  const { assetExports: words } = useWords();
  const title = useTitles(useLanguage());
  return [
    {
      id: 'file',
      title: words.file,
      kind: 'main',
      cell: ({ file_name, format }) => (
        <>
          <strong>{file_name}</strong>
          <span className="cell-sub">{title('ExportFormat', format)}</span>
        </>
      ),
    },
    { id: 'asked', title: words.createdAt, cell: ({ created_at }) => moment(created_at) },
    { id: 'status', title: words.status, cell: (row) => <Status of={row} /> },
    { id: 'size', title: words.size, cell: (row) => <Size of={row} /> },
    {
      id: 'download',
      title: words.download,
      kind: 'end',
      cell: ({ id, status, file_name }) =>
        status === 'done' ? (
          <a
            href={exportHref(id)}
            download={file_name}
            className={buttonClass()}
            aria-label={words.downloadOf(file_name)}
          >
            <Icon name="download" />
            {words.download}
          </a>
        ) : null,
    },
  ];
}

function Status({ of }: { of: Export }) {
  const { assetExports: words } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { status, rows_done, rows_total, last_error, expires_at } = of;
  const isUnderWay = status === 'queued' || status === 'running';
  return (
    <div className="stack tight">
      <span>
        <Tag tone={TONES[status]}>{title('ExportStatus', status)}</Tag>
      </span>
      {isUnderWay && rows_total ? (
        <>
          <Progress label={words.progressOf(of.file_name)} fraction={rows_done / rows_total} />
          <span className="small">
            {words.progress(formatNumber(rows_done, language), formatNumber(rows_total, language))}
          </span>
        </>
      ) : null}
      {last_error ? <span className="small">{last_error}</span> : null}
      {status === 'done' && expires_at ? (
        <span className="small muted">{words.until(shortDay(dayOf(expires_at)))}</span>
      ) : null}
    </div>
  );
}

function Size({ of }: { of: Export }) {
  const { assetExports: words, common } = useWords();
  const language = useLanguage();
  if (of.bytes === null) return null;
  const { shapes_left_out, texts_cut } = of;
  return (
    <>
      {formatBytes(of.bytes, language)}
      <span className="cell-sub">{common.rows(formatNumber(of.rows_done, language))}</span>
      {shapes_left_out > 0 ? (
        <span className="cell-sub">
          {words.shapesLeftOut(formatNumber(shapes_left_out, language))}
        </span>
      ) : null}
      {texts_cut > 0 ? (
        <span className="cell-sub">{words.textsCut(formatNumber(texts_cut, language))}</span>
      ) : null}
    </>
  );
}
